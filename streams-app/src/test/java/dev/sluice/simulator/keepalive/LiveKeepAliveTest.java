package dev.sluice.simulator.keepalive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.control.LoopSettings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.control.ServiceLoop;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.Step;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.idle.ColdStartWorth;
import dev.sluice.policy.idle.KeepAlive;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The loop that runs in the topology keeps functions ready as the rule does that {@code simulate --keep-alive} scores. */
final class LiveKeepAliveTest {
    @ParameterizedTest(name = "seed {0}, loading takes {1} s")
    @CsvSource({"1, 0", "2, 20", "3, 120"})
    void the_live_loop_is_as_good_as_the_simulated_rule(long seed, int leadSeconds) {
        CallTrace trace = everyThird(GeneratedFunctions.day(seed));
        Duration lead = Duration.ofSeconds(leadSeconds);
        int minutes = (leadSeconds + 30) / 60;
        KeepAlive rule = new KeepAlive(ColdStartWorth.ALONE, minutes);
        KeepAliveScore simulated = KeepAliveScore.of(trace, LearnedKeepAlive.alone(trace, rule, 1), minutes);
        KeepAliveScore live = KeepAliveScore.of(trace, new Loops(trace, lead), minutes);

        assertThat((double) live.idle() / simulated.idle()).isCloseTo(1, within(0.02));
        assertThat(live.overall()).isCloseTo(simulated.overall(), within(0.005));
        assertThat(live.percentile(0.5)).isCloseTo(simulated.percentile(0.5), within(0.01));
        assertThat(live.aroundUpperQuartile()).isCloseTo(simulated.aroundUpperQuartile(), within(0.02));
    }

    private static CallTrace everyThird(CallTrace all) {
        int[] kept = IntStream.range(0, all.functions().size())
                .filter(f -> f / 6 % 3 == 0)
                .toArray();
        return new CallTrace(
                all.firstMinute(),
                Arrays.stream(kept).mapToObj(all.functions()::get).toList(),
                Arrays.stream(kept).mapToObj(all.active()::get).toList());
    }

    /** A loop a function, on the wall clock: replicas report every minute, at zero only a call is told of. */
    private static final class Loops implements KeepAlivePolicy {
        private static final long MINUTE = 60_000;
        private static final long DAY_ONE = Duration.ofDays(1).toMillis();
        private static final int ASLEEP_AFTER = 12;

        private final CallTrace trace;
        private final ServiceLoop[] loops;
        private final int[] ordered;

        Loops(CallTrace trace, Duration lead) {
            this.trace = trace;
            LoopSettings settings =
                    new LoopSettings(Duration.ofMinutes(1), Duration.ZERO, Duration.ofMinutes(5), TimeSource.WALL);
            ScalingPolicy policy = ScalingPolicy.of("function", 1)
                    .withReplicas(new ScalingPolicy.Bounds(0, 1))
                    .withDemand(ScalingPolicy.Demand.REQUESTS.withPerReplica(10))
                    .withLeadTime(lead);
            ordered = new int[trace.functions().size()];
            Arrays.fill(ordered, 1);
            loops = new ServiceLoop[ordered.length];
            for (int f = 0; f < loops.length; f++) {
                loops[f] = new ServiceLoop("function", settings);
                loops[f].policy(Optional.of(policy));
                for (int t = -ASLEEP_AFTER; t < 0; t++) {
                    report(f, at(t), at(t + 1), 0);
                }
                assertThat(ordered[f]).isZero();
            }
        }

        @Override
        public boolean loads(int f, int t, boolean held) {
            long now = at(t);
            while (loops[f].due() <= now) {
                take(f, loops[f].tick(now));
            }
            return ordered[f] > 0;
        }

        @Override
        public void ended(Minute minute) {
            for (int f = 0; f < loops.length; f++) {
                boolean called = minute.called().get(f);
                long from = at(minute.t());
                if (called) {
                    report(f, from, from + 1000, 1);
                }
                if (called || minute.held().get(f)) {
                    report(f, called ? from + 1000 : from, from + MINUTE, 0);
                }
            }
        }

        private void report(int f, long from, long to, int requests) {
            double none = Double.NaN;
            take(
                    f,
                    loops[f].report(
                            new RateReport(from, to, requests, 0, requests, none, none, none, LatencyHistogram.empty()),
                            to));
        }

        private void take(int f, Step step) {
            for (Output output : step.outputs()) {
                if (output instanceof Output.Command command) {
                    ordered[f] = command.replicas();
                    applied(f, command);
                }
            }
        }

        /** A command that nobody acknowledges is issued again. */
        private void applied(int f, Output.Command command) {
            Instant at = command.decision().at();
            take(
                    f,
                    loops[f].acknowledged(
                            new Acknowledgement(
                                    command.generation(),
                                    Acknowledgement.Status.APPLIED,
                                    command.replicas(),
                                    OptionalInt.empty(),
                                    at,
                                    at),
                            at.toEpochMilli()));
        }

        private long at(int t) {
            return (trace.firstMinute() + t) * MINUTE + DAY_ONE;
        }
    }
}
