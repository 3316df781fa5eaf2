package dev.sluice.control.fleet.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long a limit of the platform is believed. */
final class PlatformLimitTest {
    private final PlatformLimit limit = new PlatformLimit();

    private static long minutes(double count) {
        return Math.round(count * Duration.ofMinutes(1).toMillis());
    }

    @Test
    void it_is_believed_for_ten_minutes() {
        limit.told(3, minutes(100));
        assertThat(limit.at(minutes(109.9))).hasValue(3);
        assertThat(limit.at(minutes(110))).isEmpty();
    }

    @Test
    void each_refused_trial_doubles_the_time_up_to_two_hours() {
        double now = 0;
        for (double expected : new double[] {10, 20, 40, 80, 120, 120}) {
            limit.told(3, minutes(now));
            assertThat(limit.until()).isEqualTo(minutes(now + expected));
            now += expected + 1;
        }
    }

    @Test
    void after_a_time_without_trouble_it_begins_anew() {
        limit.told(3, minutes(0));
        limit.told(3, minutes(11));
        limit.told(3, minutes(300));
        assertThat(limit.until()).isEqualTo(minutes(310));
    }

    @Test
    void the_same_limit_again_does_not_prolong_it_and_a_lower_one_counts_at_once() {
        limit.told(3, minutes(0));
        limit.told(3, minutes(5));
        assertThat(limit.until()).isEqualTo(minutes(10));
        limit.told(2, minutes(6));
        assertThat(limit.at(minutes(7))).hasValue(2);
    }

    @Test
    void more_replicas_that_are_ready_prove_it_wrong() {
        limit.told(3, minutes(0));
        limit.reached(3);
        assertThat(limit.at(minutes(1))).hasValue(3);
        limit.reached(4);
        assertThat(limit.at(minutes(1))).isEmpty();
    }
}
