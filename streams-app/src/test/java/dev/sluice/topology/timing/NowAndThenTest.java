package dev.sluice.topology.timing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NowAndThenTest {
    private static final long MINUTE = 60_000;

    private final NowAndThen told = new NowAndThen();

    @Test
    void a_thousand_of_a_kind_are_said_once_and_their_number_later() {
        assertThat(told.since("late/checkout", 0)).isZero();
        for (int i = 0; i < 1000; i++) {
            assertThat(told.since("late/checkout", MINUTE)).isNegative();
        }
        assertThat(told.since("late/cart", MINUTE)).as("another service").isZero();
        assertThat(told.since("late/checkout", 10 * MINUTE)).isEqualTo(1000);
        assertThat(told.since("late/checkout", 11 * MINUTE)).isNegative();
    }

    @Test
    void a_clock_that_is_set_back_silences_nothing() {
        told.since("late/checkout", 100 * MINUTE);
        assertThat(told.since("late/checkout", 0)).isZero();
    }

    @Test
    void made_up_names_take_no_memory_without_end() {
        for (int i = 0; i < 100_000; i++) {
            told.since("late/" + i, 0);
        }
        assertThat(told.since("late/new", MINUTE)).isNegative();
        assertThat(told.since("late/new", 20 * MINUTE)).isZero();
    }
}
