package dev.sluice.control.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.control.window.Population.Attendance;
import org.junit.jupiter.api.Test;

final class PopulationTest {
    private final Population population = new Population();

    @Test
    void a_window_that_some_joined_in_the_middle_of_is_no_first_window() {
        assertThat(population.closed(6.3, 63, 0).isPartial()).isTrue();
        assertThat(population.closed(10, 100, 0).isPartial()).isFalse();
    }

    @Test
    void silent_instances_count_like_the_others_up_to_the_last_whole_window() {
        population.closed(10, 100, 10);
        Attendance half = population.closed(5, 50, 10);
        assertThat(half.isPartial()).isTrue();
        assertThat(half.factor()).isCloseTo(2, within(1e-9));
        assertThat(population.closed(5, 40, 10).factor()).isCloseTo(2, within(1e-9));
        assertThat(population.closed(5, 60, 10).factor()).isCloseTo(100.0 / 60, within(1e-9));
        assertThat(population.closed(5, 160, 10).factor()).isEqualTo(1);
    }

    @Test
    void for_a_day_silent_instances_stay_silent() {
        population.closed(10, 100, 10);
        for (int i = 0; i < 8640; i++) {
            assertThat(population.closed(1, 10, 10).isPartial()).isTrue();
        }
    }

    @Test
    void instances_whose_load_the_others_carry_are_gone_after_three_windows() {
        population.closed(10, 100, 10);
        assertThat(population.closed(7, 95, 10).isPartial()).isTrue();
        assertThat(population.closed(7, 90, 10).isPartial()).isTrue();
        assertThat(population.closed(7, 92, 10).isPartial()).isFalse();
        assertThat(population.closed(7, 20, 10).isPartial()).isFalse();
    }

    @Test
    void replicas_that_a_command_took_away_are_not_missed() {
        population.closed(10, 100, 10);
        assertThat(population.closed(10, 100, 6).isPartial()).isFalse();
        assertThat(population.closed(8, 80, 6).isPartial()).isFalse();
        assertThat(population.closed(6, 60, 6).isPartial()).isFalse();
        assertThat(population.closed(5, 50, 6).isPartial()).isTrue();
    }

    @Test
    void replicas_that_do_not_report_yet_are_not_missed() {
        population.closed(10, 100, 10);
        assertThat(population.closed(10, 100, 20).isPartial()).isFalse();
        assertThat(population.closed(12, 120, 20).isPartial()).isFalse();
        assertThat(population.closed(20, 200, 20).isPartial()).isFalse();
    }

    @Test
    void a_few_gateways_that_report_for_many_replicas_are_missed_after_a_shrink_too() {
        population.closed(3, 100, 10);
        for (int i = 0; i < 30; i++) {
            assertThat(population.closed(3, 40, 4).isPartial()).isFalse();
        }
        assertThat(population.closed(2, 27, 4).isPartial()).isTrue();
    }

    @Test
    void an_instance_that_sent_one_absurd_report_and_is_gone_is_not_missed_for_ever() {
        population.closed(1, 50, 5);
        assertThat(population.closed(2, 1e12, 5).isPartial()).isFalse();
        assertThat(population.closed(1, 50, 5).isPartial()).isTrue();
        for (int i = 0; i < 3; i++) {
            population.closed(1, 50, 5);
        }
        assertThat(population.closed(1, 50, 5).isPartial()).isFalse();
    }

    @Test
    void a_step_of_twenty_times_is_what_is_missed_a_minute_later() {
        population.closed(10, 100, 10);
        for (int i = 0; i < 8; i++) {
            population.closed(10, 2_000, 10);
        }
        assertThat(population.closed(5, 1_000, 10).factor()).isEqualTo(2);
    }
}
