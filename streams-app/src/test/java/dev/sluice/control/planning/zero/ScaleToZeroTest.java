package dev.sluice.control.planning.zero;

import static dev.sluice.control.harness.Policies.requests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.Policies;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Tuning;
import dev.sluice.policy.trace.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** Zero to one and back, told in minutes: replicas report every ten seconds, at zero only a call is told of. */
final class ScaleToZeroTest {
    private final List<Integer> atStart = new ArrayList<>();

    @Test
    void a_function_called_every_half_hour_is_unloaded_in_between_and_ready_before_its_call() {
        ServiceHarness course = ServiceHarness.inWallTime().under(requests(0, 10));
        minutes(course, 0, 600, ScaleToZeroTest::halfHourly);
        for (int call = 300; call < 600; call += 30) {
            assertThat(atStart.get(call))
                    .as("replicas when minute %s begins", call)
                    .isEqualTo(1);
            assertThat(atStart.subList(call + 1, call + 30))
                    .filteredOn(n -> n == 0)
                    .hasSizeGreaterThan(20);
        }
        assertThat(course.decisions())
                .filteredOn(d -> d.reason() == Reason.PREWARM)
                .isNotEmpty()
                .allSatisfy(d -> {
                    assertThat(d.trigger()).isEqualTo(Trigger.TICK);
                    assertThat(d.target()).isEqualTo(1);
                    assertThat(d.detail())
                            .startsWith("loaded: an idle minute is worth its price")
                            .contains("29 min since");
                });
        assertThat(course.decisions())
                .filteredOn(d -> d.reason() == Reason.IDLE)
                .isNotEmpty()
                .allSatisfy(d -> assertThat(d.detail()).startsWith("not loaded: an idle minute is not worth"));
    }

    @Test
    void the_order_to_load_comes_a_lead_time_before_the_minute_of_the_call() {
        ServiceHarness course =
                ServiceHarness.inWallTime().under(requests(0, 10).withLeadTime(Duration.ofSeconds(80)));
        minutes(course, 0, 600, ScaleToZeroTest::halfHourly);
        Decision prewarm = course.decisions().stream()
                .filter(d -> d.reason() == Reason.PREWARM && d.at().isAfter(ServiceHarness.at(500 * 60)))
                .findFirst()
                .orElseThrow();
        assertThat(prewarm.at()).isEqualTo(ServiceHarness.at(510 * 60 - 80));
    }

    @Test
    void a_function_called_once_falls_asleep_and_after_a_day_for_good() {
        ServiceHarness course = ServiceHarness.inWallTime().under(requests(0, 10));
        minutes(course, 0, 60 * 72, minute -> minute == 17);
        // at first it may be an hourly one
        assertThat(atStart.subList(60, 60 * 24)).filteredOn(n -> n > 0).hasSizeLessThan(60 * 24 / 6);
        assertThat(atStart.subList(60 * 24 + 20, 60 * 72)).containsOnly(0);
    }

    @Test
    void a_service_that_was_never_called_has_ten_minutes_and_then_sleeps() {
        ServiceHarness course = ServiceHarness.inWallTime().under(requests(0, 10));
        course.demand(0, 590, 1, 0);
        assertThat(course.last().target()).isEqualTo(1);
        course.demand(590, 700, 1, 0);
        assertThat(course.last().target()).isZero();
        assertThat(course.last().detail()).isEqualTo("not loaded: it was never called");
    }

    @Test
    void what_takes_four_minutes_to_load_is_not_put_to_sleep_meanwhile() {
        ScalingPolicy slow = requests(0, 10).withLeadTime(Duration.ofMinutes(4));
        ServiceHarness course = asleep(slow).fromHere();
        course.report(12_000, 12_001, 1).demand(12_010, 12_240, 1, 0);
        assertThat(course.commands()).extracting(Output.Command::replicas).containsExactly(1);
        assertThat(course.decisions()).extracting(Decision::target).containsOnly(1);
    }

    @Test
    void an_executor_that_tells_of_no_ready_replica_keeps_it_loading_beyond_its_lead_time() {
        ServiceHarness course = asleep(requests(0, 10)).fromHere();
        course.report(12_000, 12_001, 1).newestIs(Status.APPLIED, 0).demand(12_010, 12_900, 1, 0);
        assertThat(course.decisions()).extracting(Decision::target).containsOnly(1);
    }

    @Test
    void a_fleet_that_runs_and_does_not_report_is_not_taken_for_silent() {
        ServiceHarness course =
                ServiceHarness.inWallTime().under(requests(0, 10)).demand(0, 600, 1, 5);
        course.until(30_000);
        assertThat(course.last().reason()).isEqualTo(Reason.NO_REPORT);
        assertThat(course.last().target()).isEqualTo(1);
    }

    @Test
    void a_burst_that_pauses_for_a_minute_keeps_what_the_forecast_asks_for() {
        ServiceHarness course =
                ServiceHarness.inWallTime().under(requests(0, 100)).demand(0, 3600, 5, 200);
        course.fromHere().demand(3600, 3700, 5, 0);
        assertThat(course.decisions()).extracting(Decision::target).doesNotContain(0);
    }

    @Test
    void work_in_flight_keeps_a_service_awake() {
        ServiceHarness course = ServiceHarness.inWallTime().under(requests(0, 10));
        minutes(course, 0, 3, minute -> minute == 0);
        for (int t = 180; t < 7200; t += 10) {
            course.report(ServiceHarness.withConcurrency(t, t + 10, 0, 1));
        }
        assertThat(course.last().target()).isEqualTo(1);
        course.demand(7200, 30_000, 1, 0);
        assertThat(course.last().target()).isZero();
    }

    @Test
    void a_stated_idle_window_is_kept_to_the_window_and_nothing_is_made_ready_before_a_call() {
        ServiceHarness course = ServiceHarness.inWallTime().under(idleFor(Duration.ofSeconds(150)));
        minutes(course, 0, 600, ScaleToZeroTest::halfHourly);
        // the call of a minute lasts for its first ten seconds
        for (int call = 30; call < 600; call += 30) {
            assertThat(atStart.get(call)).isZero();
            assertThat(atStart.subList(call + 1, call + 3)).containsOnly(1);
            assertThat(atStart.subList(call + 4, call + 30)).containsOnly(0);
        }
        assertThat(course.decisions()).extracting(Decision::reason).doesNotContain(Reason.PREWARM);
        assertThat(course.decisions())
                .filteredOn(d -> d.reason() == Reason.IDLE && d.current() > 0)
                .isNotEmpty()
                .allSatisfy(d -> assertThat(d.detail())
                        .isEqualTo("no call for 2 min 30 s; the policy keeps it for 2 min 30 s after a call"));
    }

    @Test
    void a_stated_idle_window_holds_for_a_service_that_nobody_knows() {
        ServiceHarness course = ServiceHarness.inWallTime().under(idleFor(Duration.ofMinutes(2)));
        course.demand(0, 115, 1, 0);
        assertThat(course.last().target()).isEqualTo(1);
        course.demand(115, 150, 1, 0);
        assertThat(course.last().target()).isZero();
    }

    @Test
    void a_stated_idle_window_begins_when_the_work_has_ended() {
        ServiceHarness course = ServiceHarness.inWallTime().under(idleFor(Duration.ofMinutes(2)));
        course.demand(0, 60, 1, 5);
        for (int t = 60; t < 1200; t += 10) {
            course.report(ServiceHarness.withConcurrency(t, t + 10, 0, 1));
        }
        course.demand(1200, 1300, 1, 0);
        assertThat(course.last().target()).isEqualTo(1);
        course.demand(1300, 1400, 1, 0);
        assertThat(course.last().target()).isZero();
    }

    private static ScalingPolicy idleFor(Duration window) {
        Tuning plain = Tuning.DEFAULT;
        return Policies.with(
                requests(0, 10), new Tuning(plain.headroom(), plain.costLimit(), plain.warmUp(), Optional.of(window)));
    }

    @Test
    void restarts_change_nothing() {
        ServiceHarness undisturbed = ServiceHarness.inWallTime().under(requests(0, 10));
        minutes(undisturbed, 0, 500, ScaleToZeroTest::halfHourly);
        ServiceHarness restarted = ServiceHarness.inWallTime().under(requests(0, 10));
        for (int minute = 0; minute < 500; minute += 7) {
            minutes(restarted, minute, Math.min(500, minute + 7), ScaleToZeroTest::halfHourly);
            restarted.restarted();
        }
        assertThat(restarted.decisions()).isEqualTo(undisturbed.decisions());
    }

    @Test
    void where_zero_is_not_allowed_calls_are_not_kept_and_where_it_is_again_they_are_learned_anew() {
        ServiceHarness course = ServiceHarness.inWallTime().under(requests(0, 10));
        minutes(course, 0, 400, ScaleToZeroTest::halfHourly);
        int watched = course.ledgerBytes().length;
        course.under(requests(1, 10));
        assertThat(course.ledgerBytes().length).isLessThan(watched - 50);
        minutes(course, 400, 430, ScaleToZeroTest::halfHourly);
        course.under(requests(0, 10)).restarted();
        minutes(course, 430, 445, minute -> false);
        assertThat(course.decisions())
                .filteredOn(d -> d.reason() == Reason.IDLE && d.at().isAfter(ServiceHarness.at(430 * 60)))
                .isNotEmpty()
                .extracting(Decision::detail)
                .containsOnly("not loaded: it was never called");
    }

    @Test
    void in_event_time_only_a_record_makes_it_ready() {
        ServiceHarness course = ServiceHarness.inEventTime().under(requests(0, 10));
        // a gateway reports also at zero
        for (int minute = 0; minute < 600; minute++) {
            course.report(60 * minute, 60 * minute + 60, minute % 30 == 0 ? 1 : 0);
        }
        assertThat(course.decisions())
                .filteredOn(d -> d.reason() == Reason.PREWARM)
                .hasSizeGreaterThan(5)
                .allMatch(d -> d.trigger() == Trigger.WINDOW);
        course.fromHere().until(100_000);
        assertThat(course.decisions()).isEmpty();
    }

    private static boolean halfHourly(int minute) {
        return minute % 30 == 0;
    }

    private ServiceHarness asleep(ScalingPolicy policy) {
        ServiceHarness course = ServiceHarness.inWallTime().under(policy);
        minutes(course, 0, 200, minute -> minute < 30);
        course.until(11_999);
        assertThat(course.last().current()).isZero();
        return course.acknowledged(new Acknowledgement(
                course.newestCommand().generation(),
                Status.READY,
                0,
                OptionalInt.of(0),
                course.newestCommand().issuedAt(),
                ServiceHarness.at(course.now())));
    }

    /** Notes in {@link #atStart} how many replicas are ordered when each minute begins. */
    private void minutes(ServiceHarness course, int from, int to, IntPredicate called) {
        for (int minute = from; minute < to; minute++) {
            double start = 60 * minute;
            course.until(start);
            atStart.add(replicas(course));
            if (called.test(minute)) {
                course.report(start, start + 1, 1).report(start + 1, start + 10, 0);
            } else if (replicas(course) > 0) {
                course.report(start, start + 10, 0);
            }
            for (int t = 10; t < 60 && replicas(course) > 0; t += 10) {
                course.report(start + t, start + t + 10, 0);
            }
        }
    }

    private static int replicas(ServiceHarness course) {
        List<Output.Command> commands = course.commands();
        return commands.isEmpty() ? 0 : course.newestCommand().replicas();
    }
}
