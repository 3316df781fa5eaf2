package dev.sluice.simulator.llm.plant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.simulator.llm.engine.EngineSettings;
import dev.sluice.simulator.llm.engine.Interval;
import dev.sluice.simulator.llm.engine.RequestOutcomes;
import dev.sluice.simulator.llm.plant.StepByStepFleet.Order;
import dev.sluice.simulator.llm.replica.ReplicaSpec;
import dev.sluice.simulator.llm.replica.StartupTimes;
import dev.sluice.simulator.llm.request.RequestTrace;
import dev.sluice.simulator.llm.request.RequestTrace.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ServingPlantTest {
    private static final ReplicaSpec H100 = ReplicaSpec.builtIn("h100").orElseThrow();
    private static final ReplicaSpec A100 = ReplicaSpec.builtIn("A100").orElseThrow();

    /** Requests at random gaps, with prompts and answers of very different lengths. */
    private static RequestTrace generated(SplittableRandom random, int count, double gap) {
        RequestTrace.Builder trace = new RequestTrace.Builder();
        double at = 0;
        for (int i = 0; i < count; i++) {
            // some come together
            at += random.nextInt(5) == 0 ? 0 : gap * random.nextExponential();
            int prompt = 1 + (int) Math.exp(random.nextDouble() * Math.log(20_000));
            int output = 1 + (int) (random.nextExponential() * 60);
            int hit = random.nextInt(3) == 0 ? random.nextInt(prompt) : 0;
            trace.add(new Request(at, prompt, output, hit));
        }
        return trace.build();
    }

    private static List<Order> generatedOrders(SplittableRandom random, double end) {
        List<Order> orders = new ArrayList<>(List.of(new Order(0, random.nextInt(4))));
        for (double at = end / 10; at < end; at += end * random.nextDouble() / 3) {
            orders.add(new Order(at, 1 + random.nextInt(6)));
        }
        return orders;
    }

    private static ServingPlant played(RequestTrace trace, ReplicaSpec spec, double startup, List<Order> orders) {
        ServingPlant plant = new ServingPlant(trace, spec, EngineSettings.DEFAULT, StartupTimes.fixed(startup));
        plant.addReady(orders.get(0).replicas());
        for (Order order : orders.subList(1, orders.size())) {
            plant.advance(order.at());
            plant.order(order.replicas());
        }
        plant.finish();
        return plant;
    }

    private static ServingPlant constant(RequestTrace trace, int replicas) {
        return played(trace, H100, 0, List.of(new Order(0, replicas)));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void jumps_over_steps_as_if_each_were_played(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ReplicaSpec spec = seed % 2 == 0 ? A100 : H100;
        RequestTrace trace = generated(random, 400, .1 + random.nextDouble());
        double startup = seed % 3 == 0 ? 0 : 20 * random.nextDouble();
        List<Order> orders = generatedOrders(random, trace.end());
        StepByStepFleet slow = new StepByStepFleet(trace, spec, EngineSettings.DEFAULT, startup);
        slow.play(orders);

        RequestOutcomes outcomes = played(trace, spec, startup, orders).outcomes();

        for (int i = 0; i < trace.length(); i++) {
            assertThat(outcomes.replica(i)).as("replica of request " + i).isEqualTo(slow.replica[i]);
            assertThat(outcomes.timeToFirstToken(i)).isCloseTo(slow.firstToken[i] - trace.arrival(i), within(1e-6));
            assertThat(outcomes.finished(i)).isCloseTo(slow.finished[i], within(1e-6));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void nothing_is_lost_and_nothing_counted_twice(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RequestTrace trace = generated(random, 2000, .3);
        ServingPlant plant = new ServingPlant(trace, H100, EngineSettings.DEFAULT, StartupTimes.fixed(7));
        plant.addReady(2);
        long[] seen = new long[8];
        for (double at = 5; at < trace.end(); at += 5) {
            plant.advance(at);
            add(seen, plant.look().interval());
            plant.order(random.nextInt(8));
        }
        plant.finish();
        FleetView last = plant.look();
        add(seen, last.interval());

        int n = trace.length();
        long prompts = IntStream.range(0, n).mapToLong(trace::prompt).sum();
        long outputs = IntStream.range(0, n).mapToLong(trace::output).sum();
        long computed = IntStream.range(0, n).mapToLong(trace::computed).sum();
        assertThat(seen).containsExactly(n, prompts, prompts - computed, n, prompts, outputs, computed, outputs);
        assertThat(last.gateway() + last.waiting() + last.running() + last.draining())
                .isZero();
        assertThat(last.kvUsage()).isZero();
        assertThat(last.replicas()).allMatch(replica -> replica.pendingPromptTokens() == 0);
    }

    private static void add(long[] seen, Interval interval) {
        long[] more = {
            interval.arrived(),
            interval.arrivedPromptTokens(),
            interval.arrivedCachedTokens(),
            interval.finished(),
            interval.finishedPromptTokens(),
            interval.finishedOutputTokens(),
            interval.promptTokens(),
            interval.outputTokens()
        };
        for (int i = 0; i < seen.length; i++) {
            seen[i] += more[i];
        }
        assertThat(interval.firstToken().histogram().total())
                .isEqualTo(interval.firstToken().count());
        assertThat(interval.interToken().histogram().total())
                .isEqualTo(interval.interToken().count());
    }

    @Test
    void who_looks_disturbs_nothing() {
        RequestTrace trace = generated(new SplittableRandom(4), 1000, .2);
        ServingPlant plant = new ServingPlant(trace, H100, EngineSettings.DEFAULT, StartupTimes.fixed(0));
        plant.addReady(3);
        for (double at = 0; at < trace.end(); at += .07) {
            plant.advance(at);
            plant.look();
        }
        plant.finish();

        RequestOutcomes watched = plant.outcomes();
        RequestOutcomes alone = constant(trace, 3).outcomes();
        assertThat(IntStream.range(0, trace.length()).mapToDouble(watched::finished))
                .containsExactly(IntStream.range(0, trace.length())
                        .mapToObj(alone::finished)
                        .toArray(Double[]::new));
    }

    @Test
    void a_replica_begins_requests_in_the_order_in_which_it_got_them() {
        RequestTrace trace = generated(new SplittableRandom(5), 1500, .1);
        RequestOutcomes one = constant(trace, 1).outcomes();
        for (int i = 1; i < trace.length(); i++) {
            assertThat(one.begun(i)).isGreaterThanOrEqualTo(one.begun(i - 1));
            assertThat(one.begun(i)).isGreaterThanOrEqualTo(trace.arrival(i));
            assertThat(one.finished(i)).isGreaterThan(one.begun(i));
        }
    }

    @Test
    void the_kv_cache_is_never_overbooked() {
        ReplicaSpec small = new ReplicaSpec("small", H100.timing(), 25_000, 1, 1, .1);
        RequestTrace trace = generated(new SplittableRandom(6), 1000, .2);
        ServingPlant plant = new ServingPlant(trace, small, EngineSettings.DEFAULT, StartupTimes.fixed(3));
        plant.addReady(2);
        double fullest = 0;
        for (double at = 0; at < trace.end(); at += .5) {
            plant.advance(at);
            plant.order(at % 20 < 10 ? 2 : 4);
            FleetView fleet = plant.look();
            assertThat(fleet.replicas()).allMatch(replica -> replica.kvUsage() <= 1 && replica.kvUsage() >= 0);
            assertThat(fleet.ready() + fleet.starting()).isEqualTo(fleet.wanted());
            fullest = Math.max(fullest, fleet.kvUsage());
        }
        assertThat(fullest).isGreaterThan(.8);
    }

    @Test
    void a_request_larger_than_the_cache_runs_alone() {
        ReplicaSpec tiny = new ReplicaSpec("tiny", H100.timing(), 100, 1, 1, .1);
        RequestTrace trace = new RequestTrace.Builder()
                .add(new Request(0, 500, 5, 0))
                .add(new Request(0, 500, 5, 0))
                .build();
        RequestOutcomes outcomes =
                played(trace, tiny, 0, List.of(new Order(0, 1))).outcomes();
        assertThat(outcomes.begun(1)).isEqualTo(outcomes.finished(0));
    }

    @Test
    void more_replicas_serve_sooner() {
        RequestTrace trace = generated(new SplittableRandom(7), 3000, .1);
        double before = Double.POSITIVE_INFINITY;
        for (int replicas : new int[] {2, 4, 8, 16, 32}) {
            RequestOutcomes outcomes = constant(trace, replicas).outcomes();
            double mean = IntStream.range(0, trace.length())
                    .mapToDouble(outcomes::timeToFirstToken)
                    .average()
                    .orElseThrow();
            assertThat(mean).as(replicas + " replicas").isLessThan(before);
            before = mean;
        }
    }

    /** Prompts of one chunk and answers of one token make an M/D/1 queue, whose mean wait is known. */
    @ParameterizedTest
    @ValueSource(doubles = {.3, .6, .8})
    void waits_as_theory_says(double load) {
        SplittableRandom random = new SplittableRandom(8);
        double service = H100.timing().prefill(0, 512) + H100.timing().decode(0);
        RequestTrace.Builder trace = new RequestTrace.Builder();
        double at = 0;
        for (int i = 0; i < 200_000; i++) {
            at += service / load * random.nextExponential();
            trace.add(new Request(at, 512, 1, 0));
        }
        RequestTrace requests = trace.build();
        RequestOutcomes outcomes = constant(requests, 1).outcomes();
        double wait = IntStream.range(0, requests.length())
                        .mapToDouble(outcomes::timeToFirstToken)
                        .average()
                        .orElseThrow()
                - service;
        assertThat(wait / (load * service / (2 * (1 - load)))).isCloseTo(1, within(.06));
    }

    @Test
    void what_starts_is_paid_and_cancelled_first() {
        RequestTrace trace = new RequestTrace.Builder()
                .add(new Request(0, 1000, 100, 0))
                .add(new Request(1000, 10, 10, 0))
                .build();
        ServingPlant plant = new ServingPlant(trace, H100, EngineSettings.DEFAULT, StartupTimes.fixed(60));
        plant.addReady(2);
        plant.advance(10);
        plant.order(5);
        plant.advance(20);
        assertThat(plant.look()).matches(fleet -> fleet.ready() == 2 && fleet.starting() == 3);
        plant.order(3);
        assertThat(plant.look()).matches(fleet -> fleet.ready() == 2 && fleet.starting() == 1);
        plant.advance(69.9);
        assertThat(plant.look().ready()).isEqualTo(2);
        plant.advance(70);
        assertThat(plant.look().ready()).isEqualTo(3);
        assertThat(plant.history().paidSeconds(0, 70)).isCloseTo(2 * 70 + 3 * 10 + 50, within(1e-9));
        assertThat(plant.history().changes(0, 70)).isEqualTo(2);
        assertThat(plant.history().mostPaid(0, 70)).isEqualTo(5);
    }

    @Test
    void who_drains_serves_what_it_has_and_is_paid_until_then() {
        RequestTrace trace = new RequestTrace.Builder()
                .add(new Request(0, 1000, 100, 0))
                .add(new Request(1, 1000, 100, 0))
                .add(new Request(2.5, 100, 10, 0))
                .add(new Request(50, 100, 10, 0))
                .build();
        ServingPlant plant = new ServingPlant(trace, H100, EngineSettings.DEFAULT, StartupTimes.fixed(60));
        plant.addReady(2);
        plant.advance(2);
        plant.order(1);
        assertThat(plant.look()).matches(fleet -> fleet.ready() == 1 && fleet.draining() == 1);
        plant.finish();
        RequestOutcomes outcomes = plant.outcomes();
        // the first has fewer tokens left: its replica drains, and takes no third request
        assertThat(outcomes.replica(0)).isNotEqualTo(outcomes.replica(1));
        assertThat(outcomes.replica(2)).isEqualTo(outcomes.replica(1));
        assertThat(plant.history().paidSeconds(0, 40)).isCloseTo(40 + outcomes.finished(0), within(1e-9));
    }

    @Test
    void a_fleet_of_none_still_serves_in_the_end() {
        RequestTrace trace =
                new RequestTrace.Builder().add(new Request(0, 10, 2, 0)).build();
        RequestOutcomes outcomes =
                played(trace, H100, 30, List.of(new Order(0, 0))).outcomes();
        assertThat(outcomes.timeToFirstToken(0)).isGreaterThan(60 + 30).isLessThan(91);
    }

    @Test
    void refuses_what_is_no_request() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Request(-1, 10, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Request(Double.NaN, 10, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Request(0, 0, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Request(0, 10, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Request(0, 10, 1, 10));
        assertThatIllegalArgumentException().isThrownBy(() -> new Request(0, 10, Integer.MAX_VALUE, 0));
        RequestTrace.Builder trace = new RequestTrace.Builder().add(new Request(5, 10, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> trace.add(new Request(4, 10, 1, 0)));
        assertThatIllegalArgumentException().isThrownBy(() -> new RequestTrace.Builder().build());
    }
}
