package dev.sluice.control;

import static dev.sluice.control.harness.Policies.requests;
import static dev.sluice.control.harness.ServiceHarness.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.Policies;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.demand.Signal;
import dev.sluice.policy.Mode;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.trace.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What a service's loop decides, told as the course of its demand. */
final class ServiceLoopTest {
    @Test
    void a_steady_service_is_sized_once_and_then_left_alone() {
        ServiceHarness course =
                ServiceHarness.inEventTime().under(requests(1, 100)).demand(0, 600, 5, 50);
        assertThat(course.newestCommand().replicas()).isBetween(5, 8);
        assertThat(course.decisions()).hasSize(59);
        assertThat(course.last().current()).isEqualTo(course.newestCommand().replicas());
        course.fromHere().demand(600, 1200, 5, 50);
        assertThat(course.commands()).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void the_first_decision_is_commanded_even_where_it_changes_nothing() {
        ServiceHarness course =
                ServiceHarness.inEventTime().under(requests(5, 5)).demand(0, 30, 5, 10);
        assertThat(course.commands()).hasSize(1);
        assertThat(course.newestCommand().replicas()).isEqualTo(5);
        assertThat(course.newestCommand().previous()).isEqualTo(5);
        assertThat(course.newestCommand().generation()).isEqualTo(1);
    }

    @Test
    void commands_say_how_long_they_may_be_carried_out_and_what_they_come_from() {
        ServiceHarness course =
                ServiceHarness.inEventTime().under(requests(1, 100)).demand(0, 30, 1, 50);
        Output.Command command = course.commands().get(0);
        assertThat(command.issuedAt()).isEqualTo(at(15));
        assertThat(command.validUntil()).isEqualTo(at(315));
        assertThat(command.decisionId()).isEqualTo(course.decisions().get(0).id());
    }

    @Test
    void in_event_time_the_wall_clock_does_nothing() {
        ServiceHarness course =
                ServiceHarness.inEventTime().under(requests(1, 100)).demand(0, 60, 1, 50);
        int decided = course.decisions().size();
        course.until(10_000);
        assertThat(course.decisions()).hasSize(decided);
    }

    @Test
    void in_event_time_windows_that_close_together_are_decided_in_order() {
        ServiceHarness course = ServiceHarness.inEventTime().under(requests(1, 100));
        course.report(0, 10, 500).report(0, 40, 800).report(4, 12, 90).report(95, 105, 700);
        List<Decision> decisions = course.decisions();
        assertThat(decisions).hasSizeGreaterThanOrEqualTo(4);
        assertThat(decisions).extracting(Decision::at).isSorted().doesNotHaveDuplicates();
        assertThat(decisions).extracting(Decision::sequence).isSorted().doesNotHaveDuplicates();
        assertThat(decisions.get(0).at()).isEqualTo(at(15));
        assertThat(decisions.get(decisions.size() - 1).at()).isEqualTo(at(45));
    }

    @Test
    void on_the_wall_clock_a_window_closes_a_grace_after_its_end() {
        ServiceHarness course = ServiceHarness.inWallTime()
                .under(requests(1, 100))
                .report(0, 10, 500)
                .until(14.9);
        assertThat(course.decisions()).isEmpty();
        course.until(15);
        assertThat(course.decisions()).hasSize(1);
        assertThat(course.last().at()).isEqualTo(at(15));
        assertThat(course.last().seen().orElseThrow().demand()).hasValue(50);
    }

    @Test
    void silence_is_said_ever_more_seldom_and_holds_the_size() {
        ServiceHarness course =
                ServiceHarness.inWallTime().under(requests(1, 100)).demand(0, 120, 5, 50);
        int size = course.last().target();
        course.until(125).newestIs(Status.READY, size).fromHere().until(3725);
        assertThat(course.decisions()).hasSizeBetween(8, 14);
        assertThat(course.decisions())
                .allMatch(d -> d.reason() == Reason.NO_REPORT && d.target() == size && d.trigger() == Trigger.TICK);
        assertThat(course.decisions().get(0).at()).isEqualTo(at(140));
        assertThat(course.commands()).isEmpty();
    }

    @Test
    void a_service_that_reports_again_is_decided_on_again() {
        ServiceHarness course =
                ServiceHarness.inWallTime().under(requests(1, 100)).demand(0, 120, 5, 50);
        course.until(1000).fromHere().demand(1000, 1060, 5, 200).until(1065);
        assertThat(course.newestCommand().replicas()).isGreaterThanOrEqualTo(20);
        course.fromHere().until(1081);
        assertThat(course.decisions()).extracting(Decision::reason).containsExactly(Reason.NO_REPORT);
    }

    @Test
    void without_a_policy_the_size_is_only_watched() {
        ServiceHarness course = ServiceHarness.inEventTime().demand(0, 60, 3, 50);
        assertThat(course.decisions()).hasSize(5).allMatch(d -> d.reason() == Reason.NO_POLICY);
        assertThat(course.last().current()).isEqualTo(3);
        assertThat(course.last().target()).isEqualTo(3);
        assertThat(course.commands()).isEmpty();
    }

    @Test
    void a_running_window_over_capacity_is_acted_on_at_once() {
        ServiceHarness course = ServiceHarness.inWallTime()
                .under(requests(1, 100))
                .demand(0, 300, 5, 50)
                .until(306);
        course.fromHere().report(300, 307, 1400);
        assertThat(course.last().trigger()).isEqualTo(Trigger.RUNNING_WINDOW);
        assertThat(course.last().reason()).isEqualTo(Reason.RUNNING_WINDOW_OVER_CAPACITY);
        assertThat(course.newestCommand().replicas()).isBetween(14, 21);
    }

    @Test
    void the_window_before_does_not_take_back_what_the_running_one_asked_for() {
        ServiceHarness course =
                ServiceHarness.inWallTime().under(requests(1, 100)).demand(0, 300, 5, 50);
        course.fromHere().report(300, 302, 1400);
        int burst = course.newestCommand().replicas();
        assertThat(burst).isGreaterThanOrEqualTo(14);
        course.until(308);
        assertThat(course.last().trigger()).isEqualTo(Trigger.WINDOW);
        assertThat(course.newestCommand().replicas()).isGreaterThanOrEqualTo(burst);
    }

    @Test
    void a_running_window_is_acted_on_again_only_when_it_has_grown() {
        ServiceHarness course = ServiceHarness.inWallTime()
                .under(requests(1, 1000))
                .demand(0, 300, 5, 50)
                .until(306);
        course.fromHere();
        for (int i = 0; i < 100; i++) {
            course.report(306 + .02 * i, 306.02 + .02 * i, 20);
        }
        assertThat(course.decisions()).hasSizeBetween(2, 10);
        assertThat(course.newestCommand().replicas()).isGreaterThanOrEqualTo(20);
    }

    @Test
    void at_the_largest_size_a_running_window_is_not_decided_on() {
        ServiceHarness course = ServiceHarness.inWallTime()
                .under(requests(1, 6))
                .demand(0, 300, 5, 100)
                .until(306);
        assertThat(course.last().target()).isEqualTo(6);
        course.fromHere();
        for (int i = 0; i < 100; i++) {
            course.report(306 + .02 * i, 306.02 + .02 * i, 50);
        }
        assertThat(course.decisions()).isEmpty();
        course.under(requests(1, 60)).report(308, 309, 10);
        assertThat(course.newestCommand().replicas()).isGreaterThan(6);
    }

    @Test
    void an_idle_service_sleeps_and_its_first_request_wakes_it() {
        ServiceHarness course = asleep(requests(0, 10));
        assertThat(course.newestCommand().replicas()).isZero();
        assertThat(course.last().reason()).isEqualTo(Reason.IDLE);
        double t = course.now();
        course.fromHere().report(t + 2, t + 3, 1);
        assertThat(course.last().trigger()).isEqualTo(Trigger.WAKE);
        assertThat(course.newestCommand().replicas()).isEqualTo(1);
        assertThat(course.newestCommand().issuedAt()).isEqualTo(at(t + 3));
    }

    @Test
    void a_service_that_has_just_woken_is_not_sent_to_sleep_by_the_window_before() {
        ServiceHarness course = asleep(requests(0, 10));
        double t = course.now();
        course.fromHere().report(t, t + 2, 1).until(t + 30);
        assertThat(course.commands()).hasSize(1);
        assertThat(course.last().target()).isEqualTo(1);
    }

    @Test
    void a_sleeping_service_wakes_for_as_many_as_come() {
        ServiceHarness course = asleep(requests(0, 100));
        double t = course.now();
        course.fromHere().report(t, t + 2, 400);
        assertThat(course.newestCommand().replicas()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void an_idle_service_sleeps_also_while_nobody_knows_what_a_replica_serves() {
        ScalingPolicy policy = requests(0, 10).withDemand(Policies.learned(Signal.REQUESTS));
        ServiceHarness course = asleep(policy);
        double t = course.now();
        course.fromHere().demand(t, t + 100, 1, 0);
        assertThat(course.commands()).isEmpty();
        course.report(t + 102, t + 103, 3);
        assertThat(course.newestCommand().replicas()).isEqualTo(1);
    }

    /** Busy for a hundred seconds, and then silent for as long as it is kept. */
    private static ServiceHarness asleep(ScalingPolicy policy) {
        ServiceHarness course = ServiceHarness.inWallTime().under(policy).demand(0, 100, 1, 20);
        for (double t = 100; course.last().target() > 0 && t < 7200; t += 10) {
            course.demand(t, t + 10, 1, 0);
        }
        assertThat(course.last().target()).isZero();
        return course;
    }

    @Test
    void advice_follows_what_really_runs_and_commands_nothing() {
        ScalingPolicy advise = requests(1, 100).withMode(Mode.ADVISE);
        ServiceHarness course = ServiceHarness.inEventTime().under(advise).demand(0, 100, 3, 100);
        assertThat(course.last().current()).isEqualTo(3);
        assertThat(course.last().target()).isGreaterThanOrEqualTo(10);
        course.demand(100, 200, 12, 100);
        assertThat(course.last().current()).isEqualTo(12);
        assertThat(course.commands()).isEmpty();
        assertThat(course.decisions())
                .allMatch(d -> d.generation() == 0
                        && d.mode() == Mode.ADVISE
                        && d.stages().stream().anyMatch(s -> s.reason() == Reason.ADVISORY));
    }

    @Test
    void advice_can_be_put_into_force_later() {
        ServiceHarness course = ServiceHarness.inEventTime()
                .under(requests(1, 100).withMode(Mode.ADVISE))
                .demand(0, 100, 3, 100);
        course.under(requests(1, 100)).demand(100, 130, 3, 100);
        Output.Command first = course.commands().get(0);
        assertThat(first.generation()).isEqualTo(1);
        assertThat(first.previous()).isEqualTo(3);
        assertThat(first.replicas()).isGreaterThanOrEqualTo(10);
    }

    @Test
    void a_window_of_usage_alone_does_not_make_a_running_service_look_like_none() {
        ServiceHarness course = ServiceHarness.inWallTime()
                .under(requests(1, 100))
                .usage(0, 10, 3.5)
                .until(16);
        assertThat(course.commands()).isEmpty();
        course.demand(10, 40, 8, 80);
        assertThat(course.commands().get(0).previous()).isEqualTo(8);
    }

    @Test
    void a_service_that_reports_only_usage_is_sized_by_it() {
        ScalingPolicy cores = Policies.of(1, 100, Policies.demand(Signal.CPU, .5), List.of());
        ServiceHarness course = ServiceHarness.inEventTime().under(cores);
        for (int t = 0; t < 200; t += 10) {
            for (int i = 0; i < 4; i++) {
                course.usage(t, t + 10, .75);
            }
        }
        assertThat(course.decisions()).hasSizeGreaterThan(15);
        assertThat(course.commands().get(0).previous()).isEqualTo(4);
        assertThat(course.last().target()).isBetween(6, 9);
        assertThat(course.windowBytes()).hasSizeLessThan(400);
    }

    @Test
    void usage_that_never_pauses_does_not_keep_windows_open() {
        ScalingPolicy cores = Policies.of(1, 100, Policies.demand(Signal.CPU, .5), List.of());
        ServiceHarness course = ServiceHarness.inWallTime().under(cores);
        for (int t = 0; t < 2000; t++) {
            course.usage(t, t + 1, 2);
        }
        assertThat(course.decisions()).hasSizeGreaterThan(190);
    }

    @Test
    void units_that_are_not_reported_hold_the_size() {
        ScalingPolicy tokens = Policies.of(1, 100, Policies.demand(Signal.UNITS, 100), List.of());
        ServiceHarness course = ServiceHarness.inEventTime().under(tokens);
        for (int t = 0; t < 100; t += 10) {
            course.report(ServiceHarness.withUnits(t, t + 10, 5, 4000));
        }
        int size = course.last().target();
        assertThat(size).isBetween(4, 10);
        course.fromHere().demand(100, 150, 1, 5);
        assertThat(course.last().reason()).isEqualTo(Reason.SIGNAL_WITHOUT_DATA);
        assertThat(course.decisions().subList(1, course.decisions().size())).allMatch(d -> d.target() == size);
    }

    @Test
    void a_command_that_came_to_nothing_is_repeated() {
        ServiceHarness course =
                ServiceHarness.inEventTime().under(requests(1, 100)).demand(0, 30, 5, 50);
        course.newestIs(Status.FAILED, 5).fromHere().demand(30, 50, 5, 50);
        assertThat(course.commands()).isNotEmpty();
        assertThat(course.commands().get(0).reason()).isEqualTo(Reason.COMMAND_FAILED);
        course.newestIs(Status.READY, course.newestCommand().replicas())
                .fromHere()
                .demand(50, 70, 5, 50);
        assertThat(course.commands()).isEmpty();
    }

    @Test
    void after_a_reset_generations_go_on_above_those_that_were_heard_of() {
        ServiceHarness course = ServiceHarness.inEventTime().under(requests(1, 100));
        course.acknowledged(new Acknowledgement(57, Status.SUPERSEDED, 7, OptionalInt.empty(), at(-900), at(-890)));
        course.acknowledged(new Acknowledgement(56, Status.READY, 7, OptionalInt.of(7), at(-960), at(-900)));
        course.demand(0, 30, 7, 50);
        assertThat(course.commands().get(0).generation()).isEqualTo(58);
        assertThat(course.commands().get(0).previous()).isEqualTo(7);
    }

    @Test
    void a_policy_that_is_taken_away_and_comes_back_goes_on_with_the_size() {
        ServiceHarness course =
                ServiceHarness.inEventTime().under(requests(1, 100)).demand(0, 300, 5, 50);
        int size = course.last().target();
        course.withoutPolicy().fromHere().demand(300, 400, 5, 90);
        assertThat(course.decisions()).allMatch(d -> d.reason() == Reason.NO_POLICY && d.target() == size);
        assertThat(course.commands()).isEmpty();
        course.under(requests(1, 100)).demand(400, 500, 5, 90);
        assertThat(course.newestCommand().previous()).isEqualTo(size);
        assertThat(course.newestCommand().replicas()).isGreaterThanOrEqualTo(9);
    }

    @Test
    void a_change_of_bounds_takes_hold_at_the_next_window_and_forgets_nothing() {
        ServiceHarness course =
                ServiceHarness.inEventTime().under(requests(1, 100)).demand(0, 600, 5, 50);
        course.under(requests(20, 100));
        assertThat(course.snapshots()).isNotEmpty();
        course.fromHere().demand(600, 620, 5, 50);
        assertThat(course.commands()).extracting(Output.Command::replicas).containsExactly(20);
        assertThat(course.last().plan().orElseThrow().experts()).isNotEmpty();
        assertThat(course.forecasts().get(0).forecast().point()).isBetween(48.0, 52.0);
    }

    @Test
    void another_length_of_window_takes_hold_at_once() {
        ServiceHarness course =
                ServiceHarness.inWallTime().under(requests(1, 100)).demand(0, 300, 1, 50);
        ScalingPolicy minute = requests(1, 100)
                .withDemand(new ScalingPolicy.Demand(
                        Signal.REQUESTS, OptionalDouble.of(10), Optional.of(Duration.ofMinutes(1))));
        course.under(minute).fromHere().until(301).demand(300, 600, 1, 50);
        assertThat(course.decisions()).hasSizeBetween(3, 5);
        assertThat(course.decisions())
                .allMatch(d -> d.seen().orElseThrow().demand().orElse(0) == 50);
    }
}
