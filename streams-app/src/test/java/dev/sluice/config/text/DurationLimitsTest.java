package dev.sluice.config.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationLimitsTest {
    @Test
    void any_length_that_is_written_is_read_as_the_same_to_the_nanosecond() {
        Random random = new Random(61);
        for (int i = 0; i < 5_000; i++) {
            Duration length = Duration.ofSeconds(random.nextInt(1 << random.nextInt(1, 31)))
                    .plusNanos(random.nextInt(3) * (long) random.nextInt(333_333_333));
            assertThat(Durations.parse(Durations.text(length)))
                    .as("%s as %s", length, Durations.text(length))
                    .isEqualTo(length);
        }
    }

    @Test
    void whole_lengths_are_written_in_the_largest_unit_that_needs_no_fraction() {
        assertThat(Durations.text(Duration.ofMillis(1))).isEqualTo("1ms");
        assertThat(Durations.text(Duration.ofSeconds(61))).isEqualTo("61s");
        assertThat(Durations.text(Duration.ofMinutes(90))).isEqualTo("90m");
        assertThat(Durations.text(Duration.ofHours(25))).isEqualTo("25h");
        assertThat(Durations.text(Duration.ofDays(365))).isEqualTo("365d");
    }

    @ParameterizedTest
    @CsvSource({
        "0.000001ms,1",
        "0.5ms,500000",
        "1.000001s,1000001000",
        "0.000001s,1000",
        "0.000001m,60000",
        "0s,0",
        "000s,0",
        "'  250ms ',250000000",
        "10 s,10000000000"
    })
    void fractions_and_spaces_are_read_as_they_are_meant(String text, long nanos) {
        assertThat(Durations.parse(text)).isEqualTo(Duration.ofNanos(nanos));
    }

    @ParameterizedTest
    @ValueSource(strings = {"36500d", "876000h", "52560000m", "3153600000s", "0.5d"})
    void a_hundred_years_is_the_longest(String text) {
        assertThat(Durations.parse(text)).isLessThanOrEqualTo(Duration.ofDays(36_500));
    }

    @ParameterizedTest
    @ValueSource(strings = {"36500.000001d", "36501d", "999999999999d", "999999999999.999999d", "999999999999s"})
    void what_is_longer_is_refused_and_does_not_overflow_later(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.parse(text))
                .withMessage("is too long: longest is 36500d");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10000000000000ms",
                "0.0000001s",
                ".5s",
                "5.s",
                "1,5s",
                "1e3ms",
                "+5s",
                "--5s",
                "5S",
                "5min",
                "5 m s",
                "٣s",
                "５s",
                "0x5s",
                "5s5",
                "s5",
                "1_000ms",
                "\n",
                "PT5S",
                "Infinitys",
                "ms"
            })
    void what_is_written_in_another_way_is_refused_with_examples(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.parse(text))
                .withMessage("is not a duration such as 250ms, 10s, 5m, 1h or 7d");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "1500,1500", "3153600000000,3153600000000", "' 20 ',20", "20s,20000", "1.5m,90000"})
    void a_setting_may_state_bare_milliseconds(String text, long millis) {
        assertThat(Durations.parseOrMillis(text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3153600000001", "999999999999999", "9999999999999999999999", "-1", "1.5", "", "ten"})
    void bare_milliseconds_have_the_same_limits(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.parseOrMillis(text));
    }

    @Test
    void garbage_is_read_as_a_length_or_refused_and_nothing_else() {
        Random random = new Random(62);
        String alphabet = "0123456789.msmhd -+e";
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = 1 + random.nextInt(5); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                assertThat(Durations.parse(text.toString())).isBetween(Duration.ZERO, Duration.ofDays(36_500));
                read++;
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageStartingWith("is ");
            }
        }
        assertThat(read).isGreaterThan(500);
    }
}
