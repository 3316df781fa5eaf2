package dev.sluice.control.window.arrival;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReportLengthsTest {
    private final ReportLengths lengths = new ReportLengths();

    @Test
    void one_long_report_is_outvoted() {
        assertThat(lengths.add(900_000, 900_000)).isFalse();
        boolean confirmed = false;
        for (int i = 1; i <= 6; i++) {
            confirmed |= lengths.add(1_000, 900_000 + i * 1_000);
        }
        assertThat(confirmed).isTrue();
        assertThat(lengths.usual()).isEqualTo(1_000);
        assertThat(lengths.longest()).isEqualTo(1_000);
    }

    @Test
    void a_few_long_reports_among_many_short_ones_are_the_longest_and_not_the_usual() {
        for (int i = 0; i < 120; i++) {
            lengths.add(i % 12 == 0 ? 60_000 : 5_000, i * 5_000L);
        }
        assertThat(lengths.usual()).isEqualTo(5_000);
        assertThat(lengths.longest()).isEqualTo(60_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000, 60_000, 150_000, 299_000, 300_000})
    void an_instance_that_reports_each_five_minutes_is_waited_for_from_its_second_report_on(long phase) {
        for (long now = 0; now <= 3_600_000; now += 1_000) {
            lengths.add(1_000, now);
            if (now >= phase && (now - phase) % 300_000 == 0) {
                lengths.add(300_000, now);
            }
            assertThat(lengths.longest())
                    .as("after %d s", now / 1_000)
                    .isEqualTo(now >= phase + 300_000 ? 300_000 : now >= 1_000 ? 1_000 : 0);
        }
    }

    @Test
    void long_reports_that_come_no_more_are_forgotten() {
        for (int i = 0; i < 10; i++) {
            lengths.add(60_000, i * 60_000L);
        }
        for (int i = 0; i < 400; i++) {
            lengths.add(5_000, 600_000 + i * 5_000L);
        }
        assertThat(lengths.longest()).isEqualTo(5_000);
    }
}
