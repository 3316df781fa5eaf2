package dev.sluice.control.harness;

import static dev.sluice.control.harness.Policies.requests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import dev.sluice.sizing.LatencyPlant;
import dev.sluice.sizing.LatencyPlant.Kind;
import dev.sluice.sizing.Objective;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A tail latency is sized for by what more replicas can change: through the whole loop, on plants that are played out. */
final class LatencyObjectiveTest {
    private static final double NONE = Double.NaN;
    private static final int HOUR = 3600;

    @ParameterizedTest(name = "bound {0} ms")
    @ValueSource(ints = {120, 150, 200, 250, 280, 300, 350, 500, 1000})
    void a_bound_that_any_size_keeps_takes_the_replicas_that_demand_needs(int bound) {
        Run run = constant(bound, 118, 4 * HOUR);
        assertThat(run.largest(2 * HOUR, 4 * HOUR)).isLessThanOrEqualTo(12);
        assertThat(run.mean(2 * HOUR, 4 * HOUR)).isGreaterThanOrEqualTo(10);
        assertThat(run.commands(2 * HOUR, 4 * HOUR)).isLessThanOrEqualTo(4);
    }

    @ParameterizedTest(name = "every request {0} ms, bound {1} ms")
    @CsvSource({"300, 250", "200, 150", "118, 100", "118, 20", "1000, 250"})
    void a_bound_that_no_size_keeps_is_not_answered_with_size_and_says_so(double millis, int bound) {
        Run run = constant(bound, millis, 4 * HOUR);
        assertThat(run.largest(HOUR / 2, 4 * HOUR)).as("while it is tried").isLessThanOrEqualTo(18);
        assertThat(run.mean(HOUR / 2, 4 * HOUR)).isBetween(10.0, 12.0);
        List<Stage> said = run.course.last().stages();
        assertThat(said).anySatisfy(stage -> {
            assertThat(stage.reason()).isEqualTo(Reason.LATENCY_DOES_NOT_FOLLOW_SIZE);
            assertThat(stage.detail()).contains("latency does not follow the size");
        });
        assertThat(run.course.last().reason()).isEqualTo(Reason.LATENCY_DOES_NOT_FOLLOW_SIZE);
    }

    @Test
    void it_is_tried_again_and_taken_up_when_the_database_has_recovered() {
        Run run = new Run(latency(250, 100), 11);
        run.constantly(HOUR, 100, 300);
        assertThat(run.course.last().reason()).isEqualTo(Reason.LATENCY_DOES_NOT_FOLLOW_SIZE);
        run.constantly(HOUR / 4, 100, 120);
        assertThat(run.course.last().stages())
                .noneMatch(stage -> stage.reason() == Reason.LATENCY_DOES_NOT_FOLLOW_SIZE);
    }

    @ParameterizedTest(name = "{0}, work {1} s, {2} slots, bound {3} ms")
    @CsvSource({
        "M_M_C, .1, 1, 400",
        "M_M_C, .1, 1, 600",
        "M_M_C, .2, 4, 800",
        "M_D_C, .1, 1, 150",
        "M_D_C, .1, 1, 300",
        "M_G_C, .1, 1, 500",
        "M_G_C, .05, 2, 300",
        "SHARED, .1, 1, 900",
        "SHARED, .05, 2, 400"
    })
    void a_tail_that_follows_load_is_kept_at_nearly_the_least_size(Kind kind, double work, int slots, int bound) {
        int best = leastSize(kind, work, slots, bound);
        LatencyPlant plant = new LatencyPlant(kind, work, slots, 5);
        Run run = new Run(latency(bound, plant.perReplica()), best + 2);
        run.play(plant, 4 * HOUR, 100);
        assertThat(run.above(2 * HOUR, 4 * HOUR, bound))
                .as("share of requests above the bound")
                .isLessThanOrEqualTo(.05);
        assertThat(run.mean(2 * HOUR, 4 * HOUR)).as("least size " + best).isLessThanOrEqualTo(1.3 * best + 1);
    }

    @Test
    void a_replica_at_zero_requests_teaches_nothing() {
        Run run = new Run(latency(250, 10), 1);
        run.constantly(HOUR / 4, 0, 300);
        assertThat(run.course.last().target()).isEqualTo(1);
    }

    private static Run constant(int bound, double millis, int seconds) {
        Run run = new Run(latency(bound, 10), 10);
        return run.constantly(seconds, 100, millis);
    }

    /** The fewest replicas with which the plant keeps the bound for an hour. */
    private static int leastSize(Kind kind, double work, int slots, int bound) {
        for (int size = 1; size < 200; size++) {
            LatencyPlant plant = new LatencyPlant(kind, work, slots, 6);
            LatencyHistogram all = LatencyHistogram.empty();
            for (int t = 0; t < HOUR; t += 10) {
                all = all.plus(plant.window(t, 10, 100, size).latency());
            }
            if (size * plant.perReplica() > 100 && all.above(bound) <= .05 * all.total()) {
                return size;
            }
        }
        throw new AssertionError("no size keeps " + bound + " ms");
    }

    private static ScalingPolicy latency(int bound, double perReplica) {
        return requests(1, 200)
                .withDemand(new ScalingPolicy.Demand(Signal.REQUESTS, OptionalDouble.of(perReplica), Optional.empty()))
                .withObjective(new Objective.Latency(.95, Duration.ofMillis(bound)));
    }

    /** A service whose commands are carried out a minute after they were given. */
    private static final class Run {
        final ServiceHarness course = ServiceHarness.inEventTime();
        private final List<Integer> sizes = new ArrayList<>();
        private final List<LatencyHistogram> latencies = new ArrayList<>();
        private final SplittableRandom random = new SplittableRandom(17);
        private int ready;
        private int ordered;
        private int wanted = -1;
        private double readyAt;
        private int t;
        private int answered;

        Run(ScalingPolicy policy, int size) {
            course.under(policy);
            ready = size;
            ordered = size;
        }

        Run constantly(int seconds, double rate, double millis) {
            for (int end = t + seconds; t < end; t += 10) {
                long requests =
                        Math.max(0, Math.round(10 * rate + Math.sqrt(10 * rate) * random.nextDouble(-1.7, 1.7)));
                int bucket = (int) Math.ceil(64 * Math.log(millis) / Math.log(2)) - 1;
                step(new LatencyPlant.Served(
                        (int) requests,
                        (int) requests,
                        requests == 0
                                ? LatencyHistogram.empty()
                                : new LatencyHistogram(6, 0, bucket, new long[] {requests})));
            }
            return this;
        }

        void play(LatencyPlant plant, int seconds, double rate) {
            for (int end = t + seconds; t < end; t += 10) {
                step(plant.window(t, 10, rate, ready));
            }
        }

        private void step(LatencyPlant.Served served) {
            latencies.add(served.latency());
            course.report(new RateReport(
                    ServiceHarness.ms(t),
                    ServiceHarness.ms(t + 10),
                    served.requests(),
                    0,
                    served.completed(),
                    NONE,
                    NONE,
                    NONE,
                    served.latency()));
            carryOut();
            sizes.add(ordered);
        }

        private void carryOut() {
            if (course.commands().size() > answered) {
                answered = course.commands().size();
                ordered = course.newestCommand().replicas();
                if (ordered < ready) {
                    ready = ordered;
                    course.newestIs(Status.READY, ready);
                    wanted = -1;
                } else if (ordered != ready) {
                    readyAt = wanted < 0 ? t + 60 : readyAt;
                    wanted = ordered;
                } else {
                    course.newestIs(Status.READY, ready);
                    wanted = -1;
                }
            }
            if (wanted >= 0 && t >= readyAt) {
                ready = wanted;
                wanted = -1;
                course.newestIs(Status.READY, ready);
            }
        }

        List<Integer> sizes(int from, int to) {
            return sizes.subList(from / 10, Math.min(sizes.size(), to / 10));
        }

        int largest(int from, int to) {
            return sizes(from, to).stream().mapToInt(size -> size).max().orElseThrow();
        }

        double mean(int from, int to) {
            return sizes(from, to).stream().mapToInt(size -> size).average().orElseThrow();
        }

        long commands(int from, int to) {
            return course.commands().stream()
                    .filter(command -> !command.issuedAt().isBefore(ServiceHarness.at(from))
                            && command.issuedAt().isBefore(ServiceHarness.at(to)))
                    .count();
        }

        double above(int from, int to, int bound) {
            LatencyHistogram all = LatencyHistogram.empty();
            for (LatencyHistogram window : latencies.subList(from / 10, to / 10)) {
                all = all.plus(window);
            }
            return all.above(bound) / all.total();
        }
    }
}
