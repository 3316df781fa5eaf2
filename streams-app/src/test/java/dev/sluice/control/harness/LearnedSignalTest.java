package dev.sluice.control.harness;

import static dev.sluice.control.harness.Policies.demand;
import static dev.sluice.control.harness.Policies.learned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.control.message.report.UsageReport;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.trace.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A signal whose perReplica is left out is learned, or it is said what is missing; it never ends all shrinking. */
final class LearnedSignalTest {
    private static final double NONE = Double.NaN;

    @ParameterizedTest
    @EnumSource(
            value = Signal.class,
            names = {"TOKENS", "LAG"},
            mode = EnumSource.Mode.EXCLUDE)
    void what_a_replica_bears_is_learned_from_reports_with_latencies(Signal signal) {
        ServiceHarness course = ServiceHarness.inEventTime().under(Policies.of(1, 100, learned(signal), List.of()));
        play(course, 0, 7200, 20, 20, true);
        assertThat(course.last().target()).as(signal + ": two replicas bear it").isBetween(2, 6);
        assertThat(course.last().plan()).isPresent();
    }

    @ParameterizedTest
    @EnumSource(
            value = Signal.class,
            names = {"CPU", "GPU"})
    void usage_without_latencies_teaches_nothing_and_the_decision_says_what_is_missing(Signal signal) {
        ServiceHarness course = ServiceHarness.inEventTime().under(Policies.of(1, 100, learned(signal), List.of()));
        play(course, 0, 3600, 20, 20, false);
        assertThat(course.last().target()).isEqualTo(20);
        assertThat(course.last().reason()).isEqualTo(Reason.COLD_START);
        assertThat(course.last().detail())
                .contains("demand.perReplica")
                .contains("requests")
                .contains("latencies");
    }

    @ParameterizedTest
    @EnumSource(
            value = Signal.class,
            names = {"REQUESTS", "TOKENS", "LAG"},
            mode = EnumSource.Mode.EXCLUDE)
    void as_a_second_signal_it_never_ends_all_shrinking(Signal signal) {
        ScalingPolicy both = Policies.of(1, 100, demand(Signal.REQUESTS, 10), List.of(learned(signal)));
        ServiceHarness course = ServiceHarness.inEventTime().under(both);
        play(course, 0, 3600, 20, 20, false);
        assertThat(course.last().target()).isLessThanOrEqualTo(6);
    }

    @Test
    void a_second_signal_of_unknown_capacity_is_named_in_the_decision() {
        ScalingPolicy both = Policies.of(1, 100, demand(Signal.REQUESTS, 10), List.of(learned(Signal.CPU)));
        ServiceHarness course = ServiceHarness.inEventTime().under(both);
        play(course, 0, 3600, 20, 20, false);
        assertThat(course.last().stages()).anySatisfy(stage -> {
            assertThat(stage.reason()).isEqualTo(Reason.SIGNAL_WITHOUT_DATA);
            assertThat(stage.detail()).contains("cpu is left out").contains("perReplica of cpu");
        });
    }

    @Test
    void a_stated_signal_that_is_not_reported_holds_the_size_and_names_itself() {
        ScalingPolicy both = Policies.of(1, 100, demand(Signal.REQUESTS, 10), List.of(demand(Signal.GPU, .5)));
        ServiceHarness course = ServiceHarness.inEventTime().under(both);
        for (int t = 0; t < 1200; t += 10) {
            course.report(t, t + 10, t < 600 ? 2000 : 200);
        }
        assertThat(course.last().reason()).isEqualTo(Reason.SIGNAL_WITHOUT_DATA);
        assertThat(course.last().stages().get(0).detail()).contains("gpu was not reported");
        assertThat(course.last().target()).isGreaterThanOrEqualTo(20);
    }

    @Test
    void what_was_learned_survives_restarts() {
        ScalingPolicy units = Policies.of(1, 100, learned(Signal.UNITS), List.of(learned(Signal.CPU)));
        ServiceHarness through = ServiceHarness.inEventTime().under(units);
        play(through, 0, 1800, 20, 20, true);
        ServiceHarness restarted = ServiceHarness.inEventTime().under(units);
        for (int t = 0; t < 1800; t += 60) {
            play(restarted, t, t + 60, 20, t == 0 ? 20 : restarted.last().target(), true);
            restarted.restarted();
        }
        assertThat(restarted.last().plan().orElseThrow().perReplica())
                .isEqualTo(through.last().plan().orElseThrow().perReplica());
        assertThat(restarted.last().target()).isEqualTo(through.last().target());
    }

    /**
     * Replicas that bear ten requests per second, one core, a tenth of a GPU and a hundred units per second each, at most; full
     * ones take long.
     */
    private static void play(ServiceHarness course, int from, int to, double rate, int first, boolean latencies) {
        int size = first;
        for (int t = from; t < to; t += 10) {
            size = course.commands().isEmpty() ? first : course.newestCommand().replicas();
            double load = rate / (10 * size);
            double millis = load < .9 ? 100 : 100 + 2000 * Math.min(1, load - .9);
            double served = Math.min(rate, 10 * size);
            for (int i = 0; i < size; i++) {
                double part = 10 * rate / size;
                double done = 10 * served / size;
                course.report(new RateReport(
                        ServiceHarness.ms(t),
                        ServiceHarness.ms(t + 10),
                        part,
                        0,
                        latencies ? done : 0,
                        latencies ? served / size * millis / 1000 : NONE,
                        0,
                        10 * part,
                        latencies
                                ? ServiceHarness.latency(Math.max(1, Math.round(done)), millis)
                                : ServiceHarness.of(0, 1, 1).latency()));
                course.usage(new UsageReport(
                        ServiceHarness.ms(t), ServiceHarness.ms(t + 10), served / 10 / size, served / 100 / size));
            }
            if (!course.commands().isEmpty()) {
                course.newestIs(Status.READY, course.newestCommand().replicas());
            }
        }
    }
}
