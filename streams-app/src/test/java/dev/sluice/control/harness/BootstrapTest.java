package dev.sluice.control.harness;

import static dev.sluice.control.harness.Policies.requests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.message.decision.Trigger;
import dev.sluice.policy.Mode;
import dev.sluice.policy.schedule.Author;
import dev.sluice.policy.schedule.OverrideEvent;
import dev.sluice.policy.schedule.ServiceOverride;
import dev.sluice.policy.schedule.ServiceOverride.Force;
import dev.sluice.policy.schedule.ServiceOverride.Limit;
import dev.sluice.policy.schedule.ServiceOverride.Pause;
import dev.sluice.policy.trace.Reason;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a policy, a schedule or an override asks for is done for a service that does not report, and said. */
final class BootstrapTest {
    @ParameterizedTest(name = "min {0}")
    @ValueSource(ints = {1, 3, 20})
    void a_service_that_never_reported_gets_its_smallest_size(int min) {
        ServiceHarness course =
                ServiceHarness.inWallTime().under(requests(min, 100)).until(3600);
        assertThat(course.commands()).hasSize(1);
        assertThat(course.newestCommand().replicas()).isEqualTo(min);
        assertThat(course.newestCommand().reason()).isEqualTo(Reason.BELOW_MINIMUM);
        assertThat(course.last().stages().get(0).reason()).isEqualTo(Reason.NEVER_REPORTED);
        assertThat(course.last().detail()).contains("never reported");
    }

    @Test
    void but_not_before_what_runs_already_could_report() {
        ServiceHarness course =
                ServiceHarness.inWallTime().under(requests(3, 100)).until(100);
        assertThat(course.decisions()).isEmpty();
        course.demand(100, 300, 8, 80);
        assertThat(course.decisions()).isNotEmpty().allMatch(d -> d.target() >= 8);
    }

    @Test
    void one_that_may_be_at_zero_is_left_as_it_is() {
        ServiceHarness course =
                ServiceHarness.inWallTime().under(requests(0, 100)).until(3600);
        assertThat(course.commands()).isEmpty();
        assertThat(course.last().detail()).contains("never reported");
    }

    @Test
    void one_that_is_only_advised_is_not_commanded() {
        ServiceHarness course = ServiceHarness.inWallTime()
                .under(requests(3, 100).withMode(Mode.ADVISE))
                .until(3600);
        assertThat(course.commands()).isEmpty();
        assertThat(course.last().target()).isEqualTo(3);
    }

    @Test
    void a_forced_size_is_taken_at_once() {
        ServiceHarness course = ServiceHarness.inWallTime().under(requests(0, 100));
        course.set(override(new Force(5)), 10);
        assertThat(course.newestCommand().replicas()).isEqualTo(5);
        assertThat(course.last().stages().get(0).reason()).isEqualTo(Reason.NEVER_REPORTED);
        course.set(override(new Force(7)), 4000);
        assertThat(course.newestCommand().replicas()).isEqualTo(7);
    }

    @Test
    void bounds_that_are_set_are_taken_at_once_too() {
        ServiceHarness course = ServiceHarness.inWallTime().under(requests(0, 100));
        course.set(override(new Limit(OptionalInt.of(4), OptionalInt.empty())), 10);
        assertThat(course.newestCommand().replicas()).isEqualTo(4);
    }

    @Test
    void a_pause_commands_nothing() {
        ServiceHarness course = ServiceHarness.inWallTime().under(requests(3, 100));
        course.set(override(new Pause()), 10).until(3600);
        assertThat(course.commands()).isEmpty();
    }

    @Test
    void a_policy_that_changes_in_silence_is_acted_on_at_once() {
        ServiceHarness course =
                ServiceHarness.inWallTime().under(requests(1, 100)).demand(0, 600, 2, 20);
        course.until(7000).fromHere().under(requests(8, 100)).until(7001);
        assertThat(course.newestCommand().replicas()).isEqualTo(8);
        assertThat(course.last().trigger()).isEqualTo(Trigger.TICK);
        course.under(requests(1, 2)).until(7002);
        assertThat(course.newestCommand().replicas()).isEqualTo(2);
    }

    @Test
    void a_restart_while_it_waits_changes_nothing() {
        ServiceHarness course = ServiceHarness.inWallTime().under(requests(3, 100));
        for (int t = 5; t < 110; t += 5) {
            course.until(t).restarted();
        }
        assertThat(course.commands()).isEmpty();
        assertThat(course.until(200).newestCommand().replicas()).isEqualTo(3);
    }

    private static OverrideEvent override(ServiceOverride.Action action) {
        Author somebody = new Author("anna", "needed", ServiceHarness.START);
        return new OverrideEvent.Set(
                new ServiceOverride("here", action, somebody, ServiceHarness.at(0), ServiceHarness.at(1e6)));
    }
}
