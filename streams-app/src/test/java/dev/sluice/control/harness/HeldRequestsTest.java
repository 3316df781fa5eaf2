package dev.sluice.control.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.message.report.RateReport;
import dev.sluice.control.message.report.TokenReport;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.demand.Signal;
import dev.sluice.policy.Mode;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.trace.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** At zero replicas a gateway holds requests and reports its queue, and nobody else reports anything. */
final class HeldRequestsTest {
    private static ScalingPolicy policy(Signal signal) {
        return Policies.of(0, 8, Policies.demand(signal, 1000), List.of());
    }

    /** One replica serves for a while, then there is nothing to do until the service sleeps. */
    private static ServiceHarness asleep(ScalingPolicy policy) {
        ServiceHarness course = ServiceHarness.inWallTime().under(policy);
        int t = 0;
        for (; t < 50 || (t < 7200 && course.last().target() > 0); t += 10) {
            course.report(served(t, t < 50 ? 40 : 0));
        }
        assertThat(course.last().target()).isZero();
        return course.fromHere();
    }

    private static RateReport served(double from, double requests) {
        LatencyHistogram none = LatencyHistogram.empty();
        return new RateReport(
                        ServiceHarness.ms(from),
                        ServiceHarness.ms(from + 10),
                        requests,
                        0,
                        requests,
                        requests / 10,
                        0,
                        100 * requests,
                        none)
                .with(new TokenReport(80 * requests, 0, 20 * requests, requests / 10, .1, none, none));
    }

    private static RateReport held(double from, double to, double queue) {
        return ServiceHarness.withBacklog(from, to, 0, queue);
    }

    @ParameterizedTest
    @EnumSource(
            value = Signal.class,
            names = {"REQUESTS", "UNITS", "BACKLOG", "TOKENS"})
    void the_queue_of_a_gateway_wakes_at_once(Signal signal) {
        ServiceHarness course = asleep(policy(signal));
        double t = course.now();
        course.until(t + 20).fromHere();

        course.report(held(t + 20, t + 22, 3));

        assertThat(course.newestCommand().reason()).isEqualTo(Reason.WAKE_FROM_ZERO);
        assertThat(course.newestCommand().replicas()).isEqualTo(1);
    }

    /** Nobody has served yet, so nobody has told the level. */
    @ParameterizedTest
    @EnumSource(
            value = Signal.class,
            names = {"REQUESTS", "UNITS", "CONCURRENCY", "TOKENS", "CPU", "GPU"})
    void a_service_that_was_never_started_wakes_too(Signal signal) {
        ServiceHarness course = ServiceHarness.inWallTime().under(policy(signal));
        for (int t = 0; t < 30; t += 2) {
            course.report(held(t, t + 2, 3));
        }
        assertThat(course.newestCommand().replicas()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Signal.class,
            names = {"REQUESTS", "UNITS", "TOKENS"})
    void an_empty_queue_wakes_nobody(Signal signal) {
        ServiceHarness course = asleep(policy(signal));
        double t = course.now();
        for (int i = 0; i < 30; i++) {
            course.report(held(t + 2 * i, t + 2 * i + 2, 0));
        }
        assertThat(course.commands()).isEmpty();
    }

    @Test
    void while_the_model_loads_the_held_requests_keep_its_replica() {
        ServiceHarness course = asleep(policy(Signal.TOKENS));
        double t = course.now();
        for (int i = 0; i < 60; i++) {
            course.report(held(t + 2 * i, t + 2 * i + 2, 3));
        }
        assertThat(course.commands()).hasSize(1);
        assertThat(course.last().target()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"UNITS, 30", "TOKENS, 30", "REQUESTS, 36"})
    void a_policy_that_only_advises_does_not_say_so_for_each_report(Signal signal, int most) {
        ServiceHarness course = asleep(policy(signal));
        course.under(policy(signal).withMode(Mode.ADVISE));
        double t = course.now();
        course.fromHere();
        for (int i = 0; i < 60; i++) {
            course.report(held(t + 2 * i, t + 2 * i + 2, 3));
        }
        // at most one for each running window, one for each closed one, and some by the clock where calls foretell
        // others
        assertThat(course.decisions().size()).isLessThan(most);
    }
}
