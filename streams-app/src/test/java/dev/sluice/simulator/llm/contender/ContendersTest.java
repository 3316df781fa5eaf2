package dev.sluice.simulator.llm.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.demand.LatencyHistogram;
import dev.sluice.simulator.llm.FleetController;
import dev.sluice.simulator.llm.ServingScenario;
import dev.sluice.simulator.llm.ServingScenario.Bounds;
import dev.sluice.simulator.llm.TokenLimits;
import dev.sluice.simulator.llm.engine.EngineSettings;
import dev.sluice.simulator.llm.engine.Interval;
import dev.sluice.simulator.llm.plant.FleetView;
import dev.sluice.simulator.llm.replica.ReplicaSpec;
import dev.sluice.simulator.llm.replica.StartupTimes;
import dev.sluice.simulator.llm.request.RequestTrace;
import dev.sluice.simulator.llm.request.RequestTrace.Request;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class ContendersTest {
    private static final ReplicaSpec H100 = ReplicaSpec.builtIn("h100").orElseThrow();

    /** One replica is rated for half its time; a prompt token takes 0.2 ms and one of an answer 1 ms. */
    private static final RatedLoad RATED = new RatedLoad(.5, 10, .0002, .001);

    /** What a fleet shows in which all replicas are alike. */
    private record Seen(int wanted, int ready, int waiting, int running, int gateway, double kv, Interval interval) {
        static Seen of(int wanted) {
            return new Seen(wanted, wanted, 0, 0, 0, 0, interval(0, 0, 0));
        }

        Seen ready(int replicas) {
            return new Seen(wanted, replicas, waiting, running, gateway, kv, interval);
        }

        /** Requests at each replica, and at the gateway. */
        Seen busy(int waitingEach, int runningEach, int atGateway) {
            return new Seen(wanted, ready, waitingEach, runningEach, atGateway, kv, interval);
        }

        Seen kv(double usage) {
            return new Seen(wanted, ready, waiting, running, gateway, usage, interval);
        }

        /** Requests that arrived and finished since the last look. */
        Seen arrived(int requests, int prompt, int output) {
            return new Seen(wanted, ready, waiting, running, gateway, kv, interval(requests, prompt, output));
        }

        static Interval interval(long requests, int prompt, int output) {
            Interval.Times none = new Interval.Times(0, 0, LatencyHistogram.empty());
            return new Interval(
                    requests,
                    requests * prompt,
                    0,
                    requests,
                    requests * prompt,
                    requests * output,
                    requests * prompt,
                    requests * output,
                    none,
                    none);
        }

        FleetView at(double now) {
            List<FleetView.Replica> replicas = IntStream.range(0, ready)
                    .mapToObj(id -> new FleetView.Replica(id, waiting, running, kv, waiting * 2000L, 0, 0))
                    .toList();
            int starting = Math.max(0, wanted - ready);
            return new FleetView(
                    now, wanted, ready, starting, 0, ready * waiting, ready * running, gateway, kv, interval, replicas);
        }
    }

    private static ServingScenario scenario(RequestTrace requests) {
        return new ServingScenario(
                "generated",
                requests,
                H100,
                EngineSettings.DEFAULT,
                StartupTimes.fixed(60),
                new TokenLimits(1.5, 3, .1),
                60);
    }

    private static RequestTrace generated(long seed, int count, double perSecond) {
        SplittableRandom random = new SplittableRandom(seed);
        RequestTrace.Builder trace = new RequestTrace.Builder();
        double at = 0;
        for (int i = 0; i < count; i++) {
            at += random.nextExponential() / perSecond;
            trace.add(new Request(at, 200 + random.nextInt(3000), 1 + random.nextInt(200), 0));
        }
        return trace.build();
    }

    @Test
    void hpa_wants_five_waiting_a_replica_and_shrinks_after_five_minutes() {
        HpaOnWaiting hpa = new HpaOnWaiting(new Bounds(1, 100));
        assertThat(hpa.decide(Seen.of(4).busy(5, 9, 0).at(15))).hasValue(4);
        assertThat(hpa.decide(Seen.of(4).busy(5, 9, 11).at(30))).hasValue(7);
        // at most twice as many in 15 s
        assertThat(hpa.decide(Seen.of(7).busy(5, 9, 500).at(45))).hasValue(14);
        for (double now = 60; now < 345; now += 15) {
            assertThat(hpa.decide(Seen.of(14).busy(0, 1, 0).at(now))).hasValue(14);
        }
        assertThat(hpa.decide(Seen.of(14).busy(0, 1, 0).at(345))).hasValue(1);
    }

    @Test
    void kpa_holds_seventy_percent_of_the_rated_concurrency_and_panics_at_twice_what_is_ready() {
        KpaOnConcurrency kpa = new KpaOnConcurrency(RATED, 1);
        OptionalInt wanted = OptionalInt.empty();
        for (double now = 2; now <= 60; now += 2) {
            wanted = kpa.decide(Seen.of(2).busy(0, 7, 0).at(now));
        }
        assertThat(wanted).hasValue(2);
        // 100 in flight for 6 s are 15 replicas' worth, though the minute before had 14
        for (double now = 62; now <= 66; now += 2) {
            wanted = kpa.decide(Seen.of(2).busy(0, 25, 50).at(now));
        }
        assertThat(wanted).hasValue(15);
        // in panic it never shrinks
        assertThat(kpa.decide(Seen.of(15).at(68))).hasValue(15);
    }

    @Test
    void dynamo_orders_what_demand_needs_at_its_throughput_tick() {
        Dynamo dynamo = new Dynamo(scenario(generated(1, 10, 1)), RATED, 60, 180);
        // 600 requests of 2000 and 100 tokens in 180 s are 300 replica-seconds: 3.3 replicas at half their time
        Seen fleet = Seen.of(2).busy(1, 9, 0).arrived(200, 2000, 100);
        assertThat(dynamo.decide(fleet.at(60))).isEmpty();
        assertThat(dynamo.decide(fleet.at(120))).isEmpty();
        assertThat(dynamo.decide(fleet.at(180))).hasValue(4);
        // it waits until that is there
        Seen starting = new Seen(4, 2, 9, 9, 99, .5, fleet.interval());
        assertThat(dynamo.decide(starting.at(240))).isEmpty();
        // no prompt of 2000 tokens behind 9 more begins within the limit of 1.5 s: one more
        assertThat(dynamo.decide(
                        Seen.of(4).busy(9, 9, 0).arrived(200, 2000, 100).at(300)))
                .hasValue(5);
        // idle: one less, but no fewer than demand needs
        assertThat(dynamo.decide(Seen.of(5).arrived(200, 2000, 100).at(310))).hasValue(4);
        assertThat(dynamo.decide(Seen.of(4).arrived(200, 2000, 100).at(320))).isEmpty();
    }

    @Test
    void wva_adds_and_takes_one_by_what_is_spare() {
        FleetController wva = new Wva();
        assertThat(wva.decide(Seen.of(3).busy(3, 20, 0).at(60))).hasValue(4);
        assertThat(wva.decide(Seen.of(3).kv(.75).at(60))).hasValue(4);
        assertThat(wva.decide(Seen.of(3).kv(.85).at(60))).hasValue(4);
        assertThat(wva.decide(Seen.of(3).kv(.5).at(60))).isEmpty();
        assertThat(wva.decide(Seen.of(3).kv(.4).at(60))).hasValue(2);
        assertThat(wva.decide(Seen.of(3).ready(2).busy(5, 20, 40).at(60))).isEmpty();
        assertThat(wva.decide(Seen.of(1).at(60))).isEmpty();
    }

    @Test
    void sageserve_adds_one_and_waits_for_it() {
        SageServe rule = new SageServe(1_250_000, 60);
        assertThat(rule.decide(Seen.of(2).busy(5, 20, 1).at(1))).hasValue(3);
        assertThat(rule.decide(Seen.of(3).busy(5, 20, 1).at(60))).isEmpty();
        assertThat(rule.decide(Seen.of(3).kv(.06).at(61))).hasValue(4);
        assertThat(rule.decide(Seen.of(4).kv(.03).at(121))).isEmpty();
        assertThat(rule.decide(Seen.of(4).kv(.001).at(122))).hasValue(3);
        assertThat(rule.decide(Seen.of(1).kv(.001).at(123))).isEmpty();
    }

    @Test
    void tokenscale_follows_tokens_up_at_once_and_down_after_five_minutes() {
        TokenScale rule = new TokenScale(RATED);
        // 20 requests/s of 1000 and 100 tokens are 6 replicas' time, 12 replicas at half of it
        for (double now = 5; now <= 15; now += 5) {
            assertThat(rule.decide(Seen.of(12).arrived(100, 1000, 100).at(now))).hasValue(12);
        }
        // one silent tick of three leaves two thirds
        assertThat(rule.decide(Seen.of(12).at(20))).hasValue(12);
        for (double now = 25; now < 315; now += 5) {
            assertThat(rule.decide(Seen.of(12).at(now))).hasValue(12);
        }
        assertThat(rule.decide(Seen.of(12).at(315))).hasValue(8);
        assertThat(rule.decide(Seen.of(8).at(325))).hasValue(1);
    }

    @Test
    void the_cheapest_constant_fleet_is_just_enough() {
        ServingScenario scenario = scenario(generated(2, 4000, 8));
        int cheapest = ConstantFleet.cheapest(scenario);
        assertThat(scenario.attainable()).isEqualTo(1);
        assertThat(scenario.playConstant(cheapest).score().both()).isGreaterThanOrEqualTo(.99);
        assertThat(scenario.playConstant(cheapest - 1).score().both()).isLessThan(.99);
    }

    @Test
    void a_replica_is_rated_below_what_it_can_do() {
        ServingScenario scenario = scenario(generated(3, 300, 8));
        RatedLoad rated = RatedLoad.of(scenario);
        assertThat(rated.work()).isBetween(.3, .85);
        assertThat(rated.perOutputToken()).isCloseTo(.0386 / 32, within(1e-12));
        assertThat(rated.perPromptToken()).isBetween(.00005, .0001);
        assertThat(rated.concurrency()).isBetween(2.0, 30.0);
    }

    @Test
    void all_play_on_the_same_fleet() {
        Contenders contenders = Contenders.on(scenario(generated(4, 3000, 5)), new Bounds(0, 1000));
        int cheapest = contenders.start().cheapestConstant();
        for (String name : contenders.names()) {
            assertThat(contenders.play(name))
                    .as(name)
                    .matches(run -> run.score().unserved() == 0)
                    .matches(run -> run.history().wanted(0) > 0)
                    .matches(run -> IntStream.range(0, run.history().length())
                            .map(run.history()::wanted)
                            .allMatch(wanted -> wanted >= 1 && wanted <= 2 * cheapest));
        }
        assertThat(contenders.play("oracle-const").score().both()).isGreaterThanOrEqualTo(.99);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> contenders.play("dinamo"))
                .withMessageContaining("dynamo-300")
                .withMessageContaining("dinamo");
    }
}
