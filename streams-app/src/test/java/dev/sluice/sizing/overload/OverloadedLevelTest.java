package dev.sluice.sizing.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Requests take 0.2 s in quiet windows, and what waits is to be finished in 120 s. */
final class OverloadedLevelTest {
    private static OverloadedLevel of(double level, double servable, double arrived, double finished, double slowness) {
        return new OverloadedLevel(level, servable, arrived, finished, .2, slowness, false, 120);
    }

    @Test
    void without_waiting_a_level_is_the_demand() {
        assertThat(of(7, 10, 140, 120, 1.4).usage()).isEqualTo(7);
        assertThat(of(28, 30, 140, 120, 1.4).inFlight(false)).isEqualTo(28);
    }

    @Test
    void the_window_in_which_the_last_that_waited_finish_is_not_quiet() {
        OverloadedLevel last = new OverloadedLevel(423, 280, 1375, 1644, .2, 1.3, true, 120);
        assertThat(last.inFlight(false)).isCloseTo(275, within(1e-9));
    }

    @Test
    void full_usage_grows_with_what_arrives() {
        assertThat(of(10, 10, 700, 200, 20).usage()).isCloseTo(35, within(1e-9));
    }

    @Test
    void requests_in_flight_are_not_those_that_wait() {
        assertThat(of(6000, 30, 700, 150, 100).inFlight(false)).isCloseTo(140, within(1e-9));
    }

    @Test
    void slow_requests_are_served_by_as_many_more_replicas() {
        // each takes three times as long, by another service: 47 of 140 per second are served
        assertThat(of(1000, 28, 140, 140 / 3., 30).inFlight(false)).isCloseTo(84, within(1e-9));
    }

    @Test
    void what_waited_is_worked_off_within_the_time_to_drain() {
        // requests waited 24 s: a fifth of the time to drain
        assertThat(of(50, 50, 700, 1000, 121).usage()).isCloseTo(50 * .9, within(1e-9));
    }

    @Test
    void a_level_stands_for_twelve_times_itself_at_most_and_for_itself_if_nothing_finished() {
        assertThat(of(1, 1, 1000, 1, 50).usage()).isEqualTo(12);
        assertThat(of(1, 1, 1000, 0, 50).usage()).isEqualTo(1);
    }

    @Test
    void reporters_that_count_in_another_way_halve_a_level_at_most_and_without_arrivals_it_is_the_demand() {
        assertThat(of(10, 10, 10, 200, 2).usage()).isEqualTo(5);
        assertThat(of(10, 10, 0, 200, 2).usage()).isEqualTo(10);
        assertThat(of(36, 40, 0, 140, 1.3).inFlight(true)).isEqualTo(36);
        assertThat(of(36, 40, 0, 140, 2).inFlight(true)).isEqualTo(36);
    }

    @Test
    void arrivals_tell_what_is_in_flight_where_capacity_was_learned_from_them() {
        assertThat(of(36, 40, 140, 140, 1.3).inFlight(true)).isCloseTo(28, within(1e-9));
    }
}
