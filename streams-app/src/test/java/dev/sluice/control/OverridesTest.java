package dev.sluice.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.Policies;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.policy.schedule.Author;
import dev.sluice.policy.schedule.Cron;
import dev.sluice.policy.schedule.OverrideEvent;
import dev.sluice.policy.schedule.Schedule;
import dev.sluice.policy.schedule.ServiceOverride;
import dev.sluice.policy.schedule.ServiceOverride.Action;
import dev.sluice.policy.schedule.ServiceOverride.Direction;
import dev.sluice.policy.schedule.ServiceOverride.Force;
import dev.sluice.policy.schedule.ServiceOverride.Freeze;
import dev.sluice.policy.schedule.ServiceOverride.Limit;
import dev.sluice.policy.schedule.ServiceOverride.Pause;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What people set by hand or by the calendar, told as the course of a service. */
final class OverridesTest {
    private static final Author ANNA = new Author("anna", "load test", ServiceHarness.START);

    private static OverrideEvent set(Action action, double from, double until) {
        return new OverrideEvent.Set(
                new ServiceOverride("o1", action, ANNA, ServiceHarness.at(from), ServiceHarness.at(until)));
    }

    private static ServiceHarness steady() {
        return ServiceHarness.inEventTime().under(Policies.requests(1, 100)).demand(0, 300, 5, 50);
    }

    @Test
    void a_forced_size_is_commanded_at_once_and_says_who_and_until_when() {
        ServiceHarness course = steady();
        course.fromHere().set(set(new Force(30), 300, 900), 300);
        assertThat(course.newestCommand().replicas()).isEqualTo(30);
        Decision forced = course.last();
        assertThat(forced.trigger()).isEqualTo(Trigger.OVERRIDE);
        assertThat(forced.reason()).isEqualTo(Reason.OVERRIDE);
        assertThat(forced.allotment().standing())
                .containsExactly("forced to 30 by anna, override o1 until " + ServiceHarness.at(900) + " (load test)");
    }

    @Test
    void what_is_set_while_a_recording_is_replayed_counts_in_the_time_of_the_recording() {
        ServiceHarness course = steady();
        double yearsLater = 1e8;
        course.fromHere().set(set(new Force(30), 300, 900), yearsLater);
        assertThat(course.newestCommand().replicas()).isEqualTo(30);
        assertThat(course.newestCommand().issuedAt()).isEqualTo(ServiceHarness.at(300));
    }

    @Test
    void it_holds_against_demand_until_it_expires() {
        ServiceHarness course = steady().set(set(new Force(30), 300, 600), 300).demand(300, 580, 5, 400);
        assertThat(course.last().target()).isEqualTo(30);
        course.demand(580, 700, 5, 400);
        assertThat(course.last().target()).isGreaterThan(35);
        assertThat(course.last().allotment().standing()).isEmpty();
    }

    @Test
    void a_pause_holds_what_runs() {
        ServiceHarness course = steady();
        int before = course.last().target();
        course.set(set(new Pause(), 300, 600), 300).fromHere().demand(300, 580, 5, 400);
        assertThat(course.commands()).isEmpty();
        assertThat(course.last().target()).isEqualTo(before);
        assertThat(course.last().stages()).extracting(Stage::name).contains(Stage.Name.OVERRIDE);
    }

    @Test
    void a_freeze_forbids_one_direction_only() {
        ServiceHarness course = steady();
        int before = course.last().target();
        course.set(set(new Freeze(Direction.DOWN), 300, 2000), 300).demand(300, 900, 5, 5);
        assertThat(course.last().target()).isEqualTo(before);
        course.demand(900, 1000, 5, 300);
        assertThat(course.last().target()).isGreaterThan(before);
    }

    @Test
    void bounds_by_hand_come_before_those_of_the_policy_in_both_directions() {
        ServiceHarness course = steady().set(set(new Limit(OptionalInt.of(20), OptionalInt.of(150)), 300, 2000), 300);
        assertThat(course.newestCommand().replicas()).isEqualTo(20);
        course.demand(300, 900, 5, 1300);
        assertThat(course.last().target()).isGreaterThan(120);
    }

    @Test
    void what_is_withdrawn_holds_no_longer() {
        ServiceHarness course = steady().set(set(new Force(30), 300, 9000), 300);
        course.set(new OverrideEvent.Withdraw("o1", ANNA), 330).demand(330, 500, 5, 50);
        assertThat(course.last().target()).isLessThan(10);
    }

    @Test
    void it_outlives_a_restart() {
        ServiceHarness course =
                steady().set(set(new Force(30), 300, 900), 300).restarted().demand(300, 500, 5, 50);
        assertThat(course.last().target()).isEqualTo(30);
    }

    @Test
    void a_schedule_begins_by_the_clock_though_nobody_reports() {
        Schedule morning = new Schedule(
                "peak",
                new Limit(OptionalInt.of(40), OptionalInt.empty()),
                Cron.parse("10 9 * * *"),
                new Schedule.Lasting(Duration.ofHours(1)),
                ZoneId.of("Europe/Berlin"),
                ANNA,
                new Schedule.Validity(Instant.EPOCH, ServiceHarness.at(86_400)));
        // it is nine in Berlin: ten minutes to go
        ServiceHarness course =
                ServiceHarness.inWallTime().under(Policies.requests(1, 100)).demand(0, 300, 5, 50);
        course.set(new OverrideEvent.Plan(morning), 300).until(590);
        assertThat(course.newestCommand().replicas()).isLessThan(10);
        course.until(601);
        assertThat(course.newestCommand().replicas()).isEqualTo(40);
        assertThat(course.newestCommand().reason()).isEqualTo(Reason.SCHEDULE);
        course.demand(610, 4300, 5, 50);
        assertThat(course.last().target()).as("an hour later it is over").isLessThan(10);
    }
}
