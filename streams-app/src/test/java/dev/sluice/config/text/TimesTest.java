package dev.sluice.config.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TimesTest {
    @ParameterizedTest
    @CsvSource({
        "2026-12-01T06:00:00Z,2026-12-01T06:00:00Z",
        "2026-12-01T06:00Z,2026-12-01T06:00:00Z",
        "2026-12-01T06:00:00+02:00,2026-12-01T04:00:00Z",
        "2026-12-31T23:30:00-05:00,2027-01-01T04:30:00Z",
        "2026-12-01T06:00:00.125Z,2026-12-01T06:00:00.125Z",
        "' 2026-12-01T06:00:00Z ',2026-12-01T06:00:00Z",
        "2028-02-29T00:00:00Z,2028-02-29T00:00:00Z",
        "9998-12-31T23:59:59Z,9998-12-31T23:59:59Z"
    })
    void a_time_is_read_with_its_offset(String text, Instant time) {
        assertThat(Times.parse(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "tomorrow",
                "2026-12-01",
                "06:00",
                "2026-12-01T06:00:00",
                "2026-12-01 06:00:00Z",
                "2027-02-29T00:00:00Z",
                "2026-13-01T00:00:00Z",
                "2026-12-01T24:01:00Z",
                "2026-12-01T06:00:00+25:00",
                "1767225600",
                "2026-12-01T06:00:00 Europe/Berlin"
            })
    void what_is_no_time_or_lacks_its_offset_is_refused_with_an_example(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Times.parse(text))
                .withMessage("is not a time, such as 2026-12-01T06:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9999-01-01T00:00:00Z",
                "+999999999-12-31T23:59:59Z",
                "-0001-01-01T00:00:00Z",
                "0000-01-01T00:00:00Z",
                "-999999999-01-01T00:00:00Z"
            })
    void a_year_that_milliseconds_cannot_count_is_refused_and_does_not_overflow_later(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Times.parse(text))
                .withMessage("must be of a year from 1 to 9998");
    }

    @Test
    void a_time_that_is_printed_is_read_as_the_same_whatever_its_offset() {
        Random random = new Random(65);
        for (int i = 0; i < 1_000; i++) {
            Instant time = Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L));
            ZoneOffset offset = ZoneOffset.ofTotalSeconds(random.nextInt(-64_800, 64_801) / 60 * 60);
            assertThat(Times.parse(time.toString())).isEqualTo(time);
            assertThat(Times.parse(time.atOffset(offset).toString())).isEqualTo(time);
        }
    }
}
