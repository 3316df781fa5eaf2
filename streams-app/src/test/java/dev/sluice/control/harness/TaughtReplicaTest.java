package dev.sluice.control.harness;

import static dev.sluice.control.harness.Policies.learned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.history.History;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.simulator.history.KnownDemand;
import dev.sluice.simulator.history.Measure;
import dev.sluice.simulator.history.MeasuredStep;
import dev.sluice.simulator.history.TaughtDemand;
import dev.sluice.simulator.history.TaughtReplica;
import dev.sluice.sizing.LatencyPlant;
import dev.sluice.sizing.LatencyPlant.Kind;
import dev.sluice.sizing.LatencyPlant.Served;
import dev.sluice.sizing.Objective;
import dev.sluice.sizing.capacity.ExpectedReplica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Replicas serve 20 requests per second each; 200 arrive. Eight hours before, between 5 and 16 replicas served 160 to 240. */
@DisplayName("A service whose history tells what replicas did")
final class TaughtReplicaTest {
    private static final double NONE = Double.NaN;
    private static final double WORK = .2;
    private static final int SLOTS = 4;
    private static final int STEPS = 8 * 360;
    private static final int BEGIN = 10 * STEPS;
    private static final int MINUTE = 60;
    private static final int HOUR = 3600;

    @Test
    @DisplayName(
            "has the right size after its first window, where without it the size grows step by step and is then cautious")
    void right_at_once() {
        Run taught = new Run(anySize(), 5).told(1);
        taught.play(40);
        assertThat(taught.service.last().target()).isBetween(10, 15);
        taught.play(HOUR);
        assertThat(taught.smallest()).isGreaterThanOrEqualTo(10);
        assertThat(taught.largest()).isLessThanOrEqualTo(18);

        Run untaught = new Run(anySize(), 5);
        untaught.play(40);
        assertThat(untaught.service.last().target()).isBetween(6, 12);
        assertThat(untaught.service.last().plan()).isEmpty();
        untaught.play(10 * MINUTE);
        assertThat(untaught.largest()).isGreaterThanOrEqualTo(20);
    }

    @ParameterizedTest(name = "{0} times what is true, right after {1} min")
    @CsvSource({"2, 5", "0.5, 180"})
    @DisplayName("that is wrong is corrected by what is seen live")
    void wrong(double factor, int minutes) {
        Run run = new Run(anySize(), 10).told(factor);
        run.play(40);
        assertThat(run.service.last().target()).isBetween((int) (9 / factor), (int) Math.ceil(15 / factor));
        run.play(minutes * MINUTE);
        assertThat(perReplica(run)).isBetween(14.0, 24.0);
        assertThat(run.service.last().target()).isBetween(10, 17);
    }

    @Test
    @DisplayName("keeps a latency bound from the first size on")
    void latency() {
        Run run = new Run(within(900), 12).told(1);
        ExpectedReplica shown = run.history.orElseThrow().replica().orElseThrow();
        assertThat(shown.perReplica()).isBetween(15.0, 22.0);
        assertThat(shown.limit().orElseThrow().load()).isBetween(.5, .95);
        run.play(HOUR);
        assertThat(run.above(900)).isLessThan(.05);
        assertThat(run.largest()).isLessThanOrEqualTo(24);
    }

    @Test
    @DisplayName("and is restarted each minute decides as one that is not")
    void restarts() {
        Run through = new Run(within(900), 8).told(1);
        Run restarted = new Run(within(900), 8).told(1);
        for (int i = 0; i < 30; i++) {
            through.play(MINUTE);
            restarted.play(MINUTE);
            restarted.service.restarted();
        }
        assertThat(restarted.sizes).isEqualTo(through.sizes);
        assertThat(perReplica(restarted)).isEqualTo(perReplica(through));
    }

    private static double perReplica(Run run) {
        return run.service.last().plan().orElseThrow().perReplica();
    }

    private static ScalingPolicy anySize() {
        return Policies.of(1, 100, learned(Signal.REQUESTS), List.of());
    }

    private static ScalingPolicy within(int millis) {
        return anySize().withObjective(new Objective.Latency(.95, Duration.ofMillis(millis)));
    }

    /** What a service of replicas that are so many times as fast did, learned under a policy. */
    private static History history(ScalingPolicy policy, double factor) {
        LatencyPlant plant = new LatencyPlant(Kind.M_M_C, WORK / factor, SLOTS, 3);
        KnownDemand demand = new KnownDemand(10_000);
        List<MeasuredStep> steps = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            double rate = 200 + 40 * Math.sin(i / 60.0);
            // full for five minutes each hour
            int ready =
                    (int) Math.ceil((i % 360 < 30 ? .95 : 1.4 + .2 * Math.sin(i / 41.0)) * rate / plant.perReplica());
            Served served = plant.window(10.0 * i, 10, rate, ready);
            demand.add(ServiceHarness.ms(10.0 * i), ServiceHarness.ms(10.0 * i + 10), served.requests());
            steps.add(step(i, served, ready));
        }
        TaughtReplica shown = TaughtReplica.of(steps, policy, "a test");
        TaughtDemand.Terms terms = new TaughtDemand.Terms(
                Duration.ofSeconds(10), shown.perReplica(Signal.REQUESTS).orElseThrow(), Duration.ofMinutes(1));
        return TaughtDemand.of(demand.windows(ServiceHarness.at(BEGIN)), policy, terms, "a test")
                .history(shown.expected());
    }

    private static MeasuredStep step(int i, Served served, int ready) {
        MeasuredStep.Builder step = new MeasuredStep.Builder()
                .add(Measure.REQUESTS, served.requests())
                .add(Measure.COMPLETED, served.completed())
                .add(Measure.REPLICAS, ready);
        if (served.requests() > 0) {
            step.add(Measure.LATENCY_MEAN, served.latency().sum() / served.requests())
                    .add(Measure.LATENCY_TAIL, served.latency().quantile(.95).orElseThrow());
        }
        return step.step(ServiceHarness.ms(10.0 * i), ServiceHarness.ms(10.0 * i + 10), .95);
    }

    /** The service live: its commands are carried out a minute after they were given, each replica reports. */
    private static final class Run {
        final ServiceHarness service = ServiceHarness.inEventTime();
        final List<Integer> sizes = new ArrayList<>();
        Optional<History> history = Optional.empty();
        private final LatencyPlant plant = new LatencyPlant(Kind.M_M_C, WORK, SLOTS, 5);
        private final ScalingPolicy policy;
        private double requests;
        private double late;
        private int bound = Integer.MAX_VALUE;
        private int ready;
        private int wanted;
        private int answered;
        private double readyAt;
        private int t = BEGIN;

        Run(ScalingPolicy policy, int size) {
            this.policy = policy;
            service.under(policy);
            ready = size;
            wanted = size;
        }

        Run told(double factor) {
            history = Optional.of(history(policy, factor));
            service.learned(history.get());
            bound = policy.objective().latencyBound().map(b -> (int) b.millis()).orElse(bound);
            return this;
        }

        void play(int seconds) {
            for (int end = t + seconds; t < end; t += 10) {
                Served served = plant.window(t, 10, 200, ready);
                requests += served.requests();
                late += served.latency().above(bound);
                for (int i = 0; i < ready; i++) {
                    report(i, served);
                }
                carryOut();
                sizes.add(ready);
            }
        }

        private void report(int replica, Served served) {
            long all = served.latency().total();
            double mean = all == 0 ? 0 : served.latency().sum() / all / 1000;
            service.report(new RateReport(
                    "",
                    replica + 1,
                    ServiceHarness.ms(t),
                    ServiceHarness.ms(t + 10),
                    1.0 * served.requests() / ready,
                    0,
                    1.0 * served.completed() / ready,
                    served.completed() / 10.0 * mean / ready,
                    NONE,
                    NONE,
                    // one tells of all
                    replica == 0 ? served.latency() : ServiceHarness.of(0, 1, 1).latency()));
        }

        private void carryOut() {
            if (service.commands().size() > answered) {
                answered = service.commands().size();
                wanted = service.newestCommand().replicas();
                readyAt = wanted > ready ? t + MINUTE : t;
            }
            if (wanted != ready && t >= readyAt) {
                ready = wanted;
                service.newestIs(Status.READY, ready);
            }
        }

        int smallest() {
            return settled().mapToInt(size -> size).min().orElseThrow();
        }

        int largest() {
            return settled().mapToInt(size -> size).max().orElseThrow();
        }

        private Stream<Integer> settled() {
            return sizes.stream().skip(12);
        }

        /** Share of requests above the bound. */
        double above(int millis) {
            assertThat(bound).isEqualTo(millis);
            return late / requests;
        }
    }
}
