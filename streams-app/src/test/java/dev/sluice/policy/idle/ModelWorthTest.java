package dev.sluice.policy.idle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.idle.calls.IdleHistory;
import org.junit.jupiter.api.Test;

/** Which of several loaded models is worth its memory. */
final class ModelWorthTest {
    private static final double LOAD = 20;
    private static final double MEMORY = 8;

    private static IdleHistory every(int minutes, int until) {
        IdleHistory history = new IdleHistory();
        for (int minute = 0; minute <= until; minute += minutes) {
            history.called(minute, minute == 0);
        }
        return history;
    }

    private static double worth(IdleHistory history, long minute) {
        return ModelWorth.perByte(history, minute, LOAD, MEMORY);
    }

    @Test
    void what_is_called_often_is_worth_more_than_what_is_called_seldom() {
        assertThat(worth(every(5, 2000), 2001)).isGreaterThan(2 * worth(every(200, 2000), 2001));
    }

    @Test
    void it_grows_with_the_load_time_and_shrinks_with_memory() {
        IdleHistory history = every(30, 3000);
        double usual = worth(history, 3001);
        assertThat(ModelWorth.perByte(history, 3001, 3 * LOAD, MEMORY)).isEqualTo(3 * usual);
        assertThat(ModelWorth.perByte(history, 3001, LOAD, 2 * MEMORY)).isEqualTo(usual / 2);
    }

    @Test
    void a_timer_is_worth_most_in_the_minute_in_which_it_fires() {
        IdleHistory hourly = every(60, 6000);
        assertThat(worth(hourly, 6060)).isGreaterThan(worth(hourly, 6010));
    }

    @Test
    void what_has_been_silent_for_long_loses_its_worth_but_keeps_a_rank() {
        IdleHistory often = every(5, 2000);
        assertThat(worth(often, 2005)).isGreaterThan(worth(often, 2600));
        assertThat(worth(often, 2600)).isGreaterThan(worth(often, 20_000));
        assertThat(worth(often, 20_000)).isPositive();
        assertThat(worth(new IdleHistory(), 5)).isZero();
    }

    @Test
    void it_is_never_above_one_call_a_minute_even_in_a_minute_with_a_call() {
        for (int gap = 1; gap < 300; gap += 13) {
            assertThat(worth(every(gap, 3000), 3000)).isBetween(0.0, LOAD / MEMORY);
        }
    }
}
