package dev.sluice.control.harness;

import static dev.sluice.control.harness.Policies.requests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.RateLimit;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingRules;
import dev.sluice.policy.trace.Reason;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes unserved already is acted on at once, whatever stabilization the policy states. */
final class WakeTest {
    @ParameterizedTest(name = "scaleUp.stabilization {0} s")
    @ValueSource(ints = {0, 30, 60, 300, 3600})
    void a_service_at_zero_wakes_on_its_first_event(int stabilization) {
        ServiceHarness course = asleep(stabilized(requests(0, 100), stabilization));
        double t = course.now();
        course.fromHere().report(t + 2, t + 3, 1);
        assertThat(course.newestCommand().reason()).isEqualTo(Reason.WAKE_FROM_ZERO);
        assertThat(course.newestCommand().replicas()).isEqualTo(1);
    }

    @ParameterizedTest(name = "scaleUp.tolerance {0}")
    @ValueSource(doubles = {.1, .5, .99})
    void nor_is_it_held_by_a_tolerance(double tolerance) {
        ScalingRules tolerant =
                new ScalingRules(Duration.ZERO, ScalingRules.Select.MAX, List.of(), OptionalDouble.of(tolerance));
        ServiceHarness course = asleep(Policies.with(requests(0, 100), tolerant, ScalingRules.FREE));
        double t = course.now();
        course.fromHere().report(t + 2, t + 3, 1);
        assertThat(course.newestCommand().replicas()).isEqualTo(1);
    }

    @ParameterizedTest(name = "scaleUp.stabilization {0} s")
    @ValueSource(ints = {0, 60, 300})
    void a_running_window_over_what_is_ordered_is_acted_on_at_once(int stabilization) {
        ServiceHarness course = ServiceHarness.inWallTime()
                .under(stabilized(requests(1, 100), stabilization))
                .demand(0, 1200, 1, 20);
        course.until(1206).fromHere().report(1206, 1208, 2000);
        assertThat(course.newestCommand().reason()).isEqualTo(Reason.RUNNING_WINDOW_OVER_CAPACITY);
        assertThat(course.newestCommand().replicas()).isGreaterThanOrEqualTo(20);
    }

    @Test
    void a_window_that_closed_is_still_stabilized() {
        ServiceHarness course = ServiceHarness.inEventTime()
                .under(stabilized(requests(1, 100), 300))
                .demand(0, 1200, 1, 20)
                .fromHere()
                .demand(1200, 1220, 1, 24);
        assertThat(course.last().target()).isLessThanOrEqualTo(3);
    }

    @Test
    void a_rate_limit_upwards_still_holds_and_lets_one_wake() {
        ScalingRules slow = new ScalingRules(
                Duration.ofMinutes(5),
                ScalingRules.Select.MAX,
                List.of(new RateLimit(RateLimit.Unit.PERCENT, 10, Duration.ofMinutes(1))),
                OptionalDouble.empty());
        ServiceHarness course = asleep(Policies.with(requests(0, 100), slow, ScalingRules.FREE));
        double t = course.now() + 120;
        course.until(t).fromHere().report(t + 2, t + 3, 5000);
        assertThat(course.newestCommand().replicas()).isEqualTo(1);
    }

    private static ServiceHarness asleep(ScalingPolicy policy) {
        ServiceHarness course = ServiceHarness.inWallTime().under(policy);
        int t = 0;
        for (; t < 50 || (t < 7200 && course.last().target() > 0); t += 10) {
            course.report(t, t + 10, t < 50 ? 50 : 0);
        }
        assertThat(course.newestCommand().replicas()).isZero();
        return course;
    }

    private static ScalingPolicy stabilized(ScalingPolicy policy, int seconds) {
        ScalingRules up = new ScalingRules(
                Duration.ofSeconds(seconds), ScalingRules.Select.MAX, List.of(), OptionalDouble.empty());
        return Policies.with(policy, up, ScalingRules.FREE);
    }
}
