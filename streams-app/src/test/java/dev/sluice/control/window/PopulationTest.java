package dev.sluice.control.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.control.window.Population.Attendance;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    void instances_that_fall_silent_one_after_the_other_are_not_gone() {
        population.closed(10, 100, 10);
        for (int i = 0; i < 40; i++) {
            assertThat(population.closed(9, 90, 10).isPartial()).isTrue();
        }
        for (int i = 0; i < 40; i++) {
            Attendance half = population.closed(5, 50, 10);
            assertThat(half.isPartial()).isTrue();
            assertThat(half.factor()).isCloseTo(2, within(1e-9));
        }
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

    @ParameterizedTest
    @ValueSource(doubles = {11, 12.5, 13, 20})
    void after_a_deployment_with_replicas_beside_those_commanded_nobody_is_missing(double during) {
        population.closed(10, 100, 10);
        population.closed(10 + (during - 10) / 3, 100, 10);
        for (int i = 0; i < 100; i++) {
            assertThat(population.closed(during, 100, 10).isPartial()).isFalse();
        }
        population.closed(10 + (during - 10) / 7, 60, 10);
        for (int i = 0; i < 10; i++) {
            assertThat(population.closed(10, 60, 10).isPartial()).isFalse();
        }
        assertThat(population.closed(9, 54, 10).isPartial()).isTrue();
    }

    @Test
    void replicas_that_were_ended_before_a_window_closes_in_which_they_reported_are_not_missed() {
        population.closed(72, 773, 72);
        population.closed(72, 613, 155);
        assertThat(population.closed(131, 622, 123).isPartial()).isFalse();
        population.closed(126.2, 568, 123);
        population.closed(123, 585, 125);
        population.closed(124.1, 583, 125);
        assertThat(population.closed(125, 460, 125).isPartial()).isFalse();
        assertThat(population.closed(120, 400, 125).isPartial()).isTrue();
    }

    @Test
    void after_growth_each_instance_that_falls_silent_is_missed() {
        population.closed(10, 100, 10);
        population.closed(10, 130, 20);
        population.closed(13.4, 160, 20);
        population.closed(19.8, 190, 20);
        for (int i = 0; i < 5; i++) {
            population.closed(20, 190, 20);
        }
        assertThat(population.closed(19, 180, 20).isPartial()).isTrue();
        assertThat(population.closed(18.5, 170, 20).isPartial()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"6,10", "6,14", "9,10"})
    void one_report_of_an_instance_that_nobody_hears_of_again_leaves_nobody_missing(double once, int running) {
        population.closed(5, 100, 10);
        population.closed(5, 100, 10);
        assertThat(population.closed(once, 100 * once / 5, running).isPartial()).isFalse();
        assertThat(population.closed(5, 100, running).isPartial()).isFalse();
        assertThat(population.closed(once, 100 * once / 5, running).isPartial()).isFalse();
        assertThat(population.closed(5, 60, running).isPartial()).isFalse();
        assertThat(population.closed(4, 48, running).isPartial()).isTrue();
    }

    @Test
    void a_reporter_that_is_new_beside_each_replica_is_missed_an_hour_later() {
        population.closed(10, 100, 10);
        for (int i = 0; i < 362; i++) {
            assertThat(population.closed(20, 100, 10).isPartial()).isFalse();
        }
        assertThat(population.closed(15, 75, 10).isPartial()).isTrue();
    }

    @Test
    void a_replica_count_that_was_held_for_a_night_follows_again_minutes_after_demand_is_back() {
        population.closed(10, 100, 10);
        for (int i = 0; i < 3_000; i++) {
            assertThat(population.closed(7, 40, 10).isPartial()).isTrue();
        }
        for (int i = 0; i < 59; i++) {
            population.closed(7, 95, 10);
        }
        assertThat(population.closed(7, 95, 10).isPartial()).isFalse();
    }

    @Test
    void an_instance_that_sent_absurd_reports_and_is_gone_is_not_missed_for_ever() {
        population.closed(1, 50, 1);
        for (int i = 0; i < 3; i++) {
            assertThat(population.closed(2, 1e12, 2).isPartial()).isFalse();
        }
        assertThat(population.closed(1, 50, 2).isPartial()).isTrue();
        for (int i = 0; i < 3; i++) {
            population.closed(1, 50, 2);
        }
        assertThat(population.closed(1, 50, 2).isPartial()).isFalse();
    }

    @Test
    void a_step_of_twenty_times_is_what_is_missed_a_minute_later() {
        population.closed(10, 100, 10);
        for (int i = 0; i < 8; i++) {
            population.closed(10, 2_000, 10);
        }
        assertThat(population.closed(5, 1_000, 10).factor()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void a_fleet_that_shrinks_with_every_window_is_whole_whenever_that_ends(int step) {
        for (int windows = 1; windows < 40; windows++) {
            Population shrinking = new Population();
            int running = 150;
            shrinking.closed(running, 466, running);
            for (int i = 0; i < windows; i++) {
                // those that a command takes away reported until it came
                shrinking.closed(running, 466, running - step);
                running -= step;
            }
            for (int i = 0; i < 10; i++) {
                assertThat(shrinking.closed(running, 460, running).isPartial())
                        .as("after %d windows", windows)
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"75, 73, .01", "75, 73, .02", "40, 39, .02", "20, 18, .03", "100, 95, .03"})
    void few_that_are_gone_are_noticed_however_high_the_last_whole_window_was(int all, int left, double noise) {
        Random random = new Random(5);
        for (int i = 0; i < 50; i++) {
            population.closed(all, noisy(466, noise, random), all);
        }
        population.closed(all, 466 * (1 + 2 * noise), all);

        int partial = 0;
        while (population.closed(left, noisy(466, noise, random), all).isPartial()) {
            partial++;
            assertThat(partial).as("windows in which they count as silent").isLessThan(60);
        }
    }

    @ParameterizedTest
    @CsvSource({"75, 73, .01", "20, 18, .02", "100, 90, .03"})
    void few_that_are_silent_stay_silent_however_low_the_last_whole_window_was(int all, int left, double noise) {
        Random random = new Random(5);
        for (int i = 0; i < 50; i++) {
            population.closed(all, noisy(466, noise, random), all);
        }
        population.closed(all, 466 * (1 - 2 * noise), all);

        for (int i = 0; i < 360; i++) {
            assertThat(population
                            .closed(left, noisy(466. * left / all, noise, random), all)
                            .isPartial())
                    .isTrue();
        }
    }

    private static double noisy(double demand, double deviation, Random random) {
        return demand * (1 + deviation * random.nextGaussian());
    }
}
