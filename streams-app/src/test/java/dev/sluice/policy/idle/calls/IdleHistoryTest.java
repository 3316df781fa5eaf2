package dev.sluice.policy.idle.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdleHistoryTest {
    private static final long NOW = 29_000_000;

    @Test
    void a_service_that_was_never_called_is_one_byte() throws IOException {
        byte[] bytes = bytes(new IdleHistory());
        assertThat(bytes).hasSize(1);
        assertThat(read(bytes).seen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.02, 0.3, 0.97})
    void what_is_read_back_goes_on_exactly_like_what_was_written(double chance) throws IOException {
        IdleHistory lived = new IdleHistory();
        Random random = new Random(5);
        for (long minute = NOW; minute < NOW + 5_000; minute++) {
            call(lived, minute, chance, random);
        }
        IdleHistory restored = read(bytes(lived));
        Random again = new Random(6);
        Random twin = new Random(6);
        for (long minute = NOW + 5_000; minute < NOW + 9_000; minute++) {
            assertThat(CallChance.of(restored, minute)).isEqualTo(CallChance.of(lived, minute));
            call(lived, minute, chance, again);
            call(restored, minute, chance, twin);
        }
        assertThat(bytes(restored)).isEqualTo(bytes(lived));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.001, 0.01, 0.1, 0.5, 1})
    void months_of_calls_fit_in_a_few_kilobytes(double chance) throws IOException {
        IdleHistory history = new IdleHistory();
        Random random = new Random(7);
        int most = 0;
        for (long minute = NOW; minute < NOW + 120_000; minute++) {
            call(history, minute, chance, random);
            if (minute % 5_000 == 0) {
                most = Math.max(most, bytes(history).length);
            }
        }
        assertThat(most).isLessThan(4_096);
        assertThat(history.covered(NOW + 120_000)).isLessThanOrEqualTo(IdleHistory.MEMORY + 10_000);
    }

    @Test
    void silence_changes_nothing() throws IOException {
        IdleHistory history = new IdleHistory();
        history.called(NOW, true);
        byte[] before = bytes(history);
        for (long minute = NOW + 1; minute <= NOW + 1_440; minute++) {
            assertThat(CallChance.of(history, minute)).isStrictlyBetween(0.0, 1.0);
        }
        assertThat(bytes(history)).isEqualTo(before);
    }

    @Test
    void who_is_silent_for_more_than_a_day_and_longer_than_ever_is_not_expected_back() {
        IdleHistory once = new IdleHistory();
        once.called(NOW, true);
        assertThat(CallChance.of(once, NOW + 1_441)).isZero();
        IdleHistory everyOtherDay = new IdleHistory();
        everyOtherDay.called(NOW, true);
        everyOtherDay.called(NOW + 2_880, true);
        assertThat(CallChance.of(everyOtherDay, NOW + 2 * 2_880)).isPositive();
        assertThat(CallChance.of(everyOtherDay, NOW + 2 * 2_880 + 1)).isZero();
    }

    @Test
    void a_minute_told_twice_or_late_counts_once() throws IOException {
        IdleHistory history = new IdleHistory();
        history.called(NOW, true);
        history.called(NOW + 30, false);
        byte[] before = bytes(history);

        history.called(NOW + 30, false);
        history.called(NOW + 12, true);

        assertThat(bytes(history)).isEqualTo(before);
    }

    @Test
    void an_old_rhythm_fades_and_the_new_one_takes_over() {
        IdleHistory history = new IdleHistory();
        int weeks = 8 * 10_080;
        for (long minute = 0; minute < weeks; minute++) {
            boolean due = minute < weeks / 2 ? minute % 30 == 0 : minute % 50 == 0;
            if (due) {
                history.called(minute, false);
            }
        }
        long last = history.last();
        assertThat(CallChance.of(history, last + 50)).isGreaterThan(0.5);
        assertThat(CallChance.of(history, last + 50)).isGreaterThan(2 * CallChance.of(history, last + 30));
    }

    @Test
    void gaps_that_alternate_are_told_apart_by_the_gap_before() {
        IdleHistory history = new IdleHistory();
        long minute = 0;
        for (int i = 0; i < 12; i++) {
            history.called(minute, false);
            history.called(minute + 1, false);
            minute += 120;
        }
        long last = history.last();
        // the short gap is over: the long one is due
        assertThat(CallChance.of(history, last + 1)).isLessThan(0.2);
        assertThat(CallChance.of(history, last + 119)).isGreaterThan(0.6);
        // the call after the long gap comes: now the short one is due
        history.called(last + 119, false);
        assertThat(CallChance.of(history, last + 120)).isGreaterThan(0.6);
    }

    private static void call(IdleHistory history, long minute, double chance, Random random) {
        if (random.nextDouble() < chance) {
            history.called(minute, random.nextInt(4) == 0);
        }
    }

    private static byte[] bytes(IdleHistory history) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        history.write(new DataOutputStream(out));
        return out.toByteArray();
    }

    private static IdleHistory read(byte[] bytes) throws IOException {
        return IdleHistory.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }
}
