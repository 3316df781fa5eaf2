package dev.sluice.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.control.window.ClosedWindow;
import dev.sluice.control.window.Population.Attendance;
import dev.sluice.demand.DemandWindow;
import dev.sluice.policy.trace.Reason;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ten replicas are ordered; a window asks for more or for fewer. Windows are twenty seconds old at most. */
final class HindranceTest {
    private static final Attendance ALL = new Attendance(10, 10, 1);
    private static final Attendance SEVEN = new Attendance(7, 10, 1);
    private static final long OLDEST = 20_000;
    private final ServiceFleet fleet = new ServiceFleet();

    @BeforeEach
    void ten_are_ordered() {
        fleet.order(ServiceFleet.ONLY, 10, ServiceHarness.ms(0));
    }

    private static SizeProposal wish(int replicas) {
        return new SizeProposal(
                Trigger.WINDOW, Reason.FORECAST, replicas, Optional.empty(), Optional.empty(), "saw 100");
    }

    private SizeProposal held(Attendance attendance, long age, int wanted) {
        return new Hindrance(attendance, age, OLDEST).hold(wish(wanted), fleet);
    }

    @Test
    void a_whole_window_in_time_is_followed_in_both_directions() {
        assertThat(held(ALL, OLDEST, 5)).isEqualTo(wish(5));
        assertThat(held(ALL, OLDEST, 15)).isEqualTo(wish(15));
    }

    @Test
    void where_instances_are_silent_no_replica_is_taken_away() {
        SizeProposal held = held(SEVEN, 0, 5);
        assertThat(held.replicas()).isEqualTo(10);
        assertThat(held.reason()).isEqualTo(Reason.PARTIAL_REPORTS);
        assertThat(held.detail()).contains("7 of 10 instances reported");
        assertThat(held.isBlind()).isTrue();
    }

    @Test
    void where_instances_are_silent_the_others_may_still_ask_for_more() {
        SizeProposal held = held(SEVEN, 0, 15);
        assertThat(held.replicas()).isEqualTo(15);
        assertThat(held.reason()).isEqualTo(Reason.FORECAST);
        assertThat(held.detail()).isEqualTo("saw 100; 7 of 10 instances reported");
    }

    @Test
    void before_the_first_command_a_partial_window_orders_nothing() {
        ServiceFleet uncommanded = new ServiceFleet();
        uncommanded.observed(new ClosedWindow(
                DemandWindow.ofRequests(ServiceHarness.at(0), ServiceHarness.at(10), 100), 7, Map.of()));
        SizeProposal held = new Hindrance(SEVEN, 0, OLDEST).hold(wish(15), uncommanded);
        assertThat(held.replicas()).isEqualTo(uncommanded.ordered());
        assertThat(held.reason()).isEqualTo(Reason.PARTIAL_REPORTS);
    }

    @Test
    void at_zero_a_partial_window_is_a_call_that_nobody_serves() {
        SizeProposal woken = new Hindrance(SEVEN, 0, OLDEST).hold(wish(1), new ServiceFleet());
        assertThat(woken.replicas()).isEqualTo(1);
        assertThat(woken.reason()).isEqualTo(Reason.FORECAST);
    }

    @Test
    void a_window_that_is_read_late_takes_no_replica_away() {
        SizeProposal held = held(ALL, OLDEST + 1, 5);
        assertThat(held.replicas()).isEqualTo(10);
        assertThat(held.reason()).isEqualTo(Reason.CATCHING_UP);
        assertThat(held.detail()).contains("20 s after its end");
    }

    @Test
    void a_reader_that_is_always_a_minute_behind_still_grows_the_fleet() {
        assertThat(held(ALL, 80_000, 15).replicas()).isEqualTo(15);
        assertThat(held(SEVEN, 80_000, 15).replicas()).isEqualTo(15);
    }

    @Test
    void a_window_that_is_read_late_says_who_was_silent_too() {
        assertThat(held(SEVEN, 80_000, 15).detail()).isEqualTo("saw 100; 7 of 10 instances reported");
        assertThat(held(SEVEN, 80_000, 5).detail()).contains("after its end", "7 of 10 instances reported");
        assertThat(held(ALL, 80_000, 5).detail()).doesNotContain("instances");
    }

    @Test
    void demand_of_long_ago_changes_nothing() {
        assertThat(held(ALL, 3_600_000, 15).replicas()).isEqualTo(10);
        assertThat(held(ALL, 3_600_000, 5).replicas()).isEqualTo(10);
    }

    @Test
    void what_is_held_is_never_smaller_than_what_runs_and_never_larger_than_what_is_asked_for() {
        for (int wanted = 0; wanted <= 20; wanted++) {
            for (int reporting = 1; reporting <= 10; reporting++) {
                for (long age = 0; age < 300_000; age += 7_000) {
                    SizeProposal held = held(new Attendance(reporting, 10, 1), age, wanted);
                    boolean followed = held.replicas() == wanted;
                    assertThat(followed || held.replicas() == 10)
                            .as("%d wanted, %d report, %d ms old", wanted, reporting, age)
                            .isTrue();
                    if (wanted < 10 && (reporting < 10 || age > OLDEST)) {
                        assertThat(held.replicas()).isEqualTo(10);
                    }
                }
            }
        }
    }
}
