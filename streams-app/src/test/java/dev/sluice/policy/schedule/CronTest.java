package dev.sluice.policy.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CronTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @ParameterizedTest
    @CsvSource({
        "'0 8 * * mon-fri', 2026-03-06T09:00:00Z, 2026-03-06T08:00:00Z, 2026-03-09T08:00:00Z",
        "'*/15 * * * *', 2026-03-06T09:07:30Z, 2026-03-06T09:00:00Z, 2026-03-06T09:15:00Z",
        "'0 0 1 * *', 2026-03-01T00:00:00Z, 2026-03-01T00:00:00Z, 2026-04-01T00:00:00Z",
        // either day suffices where both are restricted: the 13th, or a Friday
        "'0 0 13 * 5', 2026-03-12T00:00:00Z, 2026-03-06T00:00:00Z, 2026-03-13T00:00:00Z",
        "'0 0 13 * 5', 2026-04-11T00:00:00Z, 2026-04-10T00:00:00Z, 2026-04-13T00:00:00Z",
        // a leap day
        "'30 6 29 2 *', 2026-03-01T00:00:00Z, 2024-02-29T06:30:00Z, 2028-02-29T06:30:00Z",
        // 0 and 7 are Sunday
        "'0 12 * * 7', 2026-03-07T00:00:00Z, 2026-03-01T12:00:00Z, 2026-03-08T12:00:00Z",
        "'0 12 * * 0', 2026-03-07T00:00:00Z, 2026-03-01T12:00:00Z, 2026-03-08T12:00:00Z",
        "'5-20/5,50 23 * DEC *', 2026-12-31T23:20:00Z, 2026-12-31T23:20:00Z, 2026-12-31T23:50:00Z",
        "'0 10/6 * * *', 2026-03-06T11:00:00Z, 2026-03-06T10:00:00Z, 2026-03-06T16:00:00Z",
    })
    void finds_the_times_around(String text, Instant at, Instant previous, Instant next) {
        Cron cron = Cron.parse(text);

        assertThat(cron.previous(at, ZoneOffset.UTC)).contains(previous);
        assertThat(cron.next(at, ZoneOffset.UTC)).contains(next);
    }

    @ParameterizedTest
    @CsvSource({
        "'0 8 * * sat-sun', '0 8 * * sat,sun'",
        "'0 8 * * fri-mon', '0 8 * * fri,sat,sun,mon'",
        "'0 8 * * 6-7', '0 8 * * sat,sun'",
        "'0 8 * * 7-2', '0 8 * * sun,mon,tue'",
        "'0 8 * * thu-tue/2', '0 8 * * thu,sat,mon'",
        "'0 22-6 * * *', '0 22,23,0,1,2,3,4,5,6 * * *'",
        "'0 22-6/4 * * *', '0 22,2,6 * * *'",
        "'55-5/5 * * * *', '55,0,5 * * * *'",
        "'0 0 1 nov-feb *', '0 0 1 11,12,1,2 *'",
        "'0 0 30-2 * *', '0 0 30,31,1,2 * *'",
    })
    void a_range_that_runs_backwards_goes_over_the_end(String range, String list) {
        Cron wrapped = Cron.parse(range);
        Cron listed = Cron.parse(list);
        Instant at = Instant.parse("2026-03-06T09:07:30Z");
        for (int i = 0; i < 200; i++) {
            Instant next = wrapped.next(at, BERLIN).orElseThrow();
            assertThat(listed.next(at, BERLIN)).as("after " + at).contains(next);
            at = next;
        }
    }

    @Test
    void a_time_that_summer_time_skips_comes_later_and_one_that_comes_twice_counts_once() {
        Cron cron = Cron.parse("30 2 * * *");

        // on 29 March 2026 the clock goes from 2:00 to 3:00: 2:30 comes at 3:30
        assertThat(cron.next(Instant.parse("2026-03-28T12:00:00Z"), BERLIN))
                .contains(Instant.parse("2026-03-29T01:30:00Z"));
        // on 25 October it goes from 3:00 back to 2:00
        Instant first = Instant.parse("2026-10-25T00:30:00Z");
        assertThat(cron.next(Instant.parse("2026-10-24T12:00:00Z"), BERLIN)).contains(first);
        assertThat(cron.next(first, BERLIN)).contains(Instant.parse("2026-10-26T01:30:00Z"));
    }

    @Test
    void next_and_previous_agree() {
        for (int seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            String text = random.nextInt(60) + " " + (random.nextBoolean() ? "*/" + (1 + random.nextInt(9)) : "7-9")
                    + " " + (random.nextBoolean() ? "*" : 1 + random.nextInt(28)) + " * "
                    + (random.nextBoolean() ? "*" : random.nextInt(8));
            Cron cron = Cron.parse(text);
            Instant at = Instant.parse("2026-03-20T00:00:00Z").plus(Duration.ofMinutes(random.nextInt(20_000)));
            Instant next = cron.next(at, BERLIN).orElseThrow();
            assertThat(cron.previous(next, BERLIN)).as(text).contains(next);
            assertThat(cron.next(next.minusMillis(1), BERLIN)).as(text).contains(next);
            assertThat(cron.previous(next.minusMillis(1), BERLIN).orElseThrow())
                    .as(text)
                    .isBeforeOrEqualTo(at);
            int minute = LocalDateTime.ofInstant(next, BERLIN).getMinute();
            assertThat(text).startsWith(minute + " ");
        }
    }

    @Test
    void a_day_that_does_not_exist_never_comes() {
        assertThat(Cron.parse("0 0 31 2 *").next(Instant.EPOCH, ZoneOffset.UTC)).isEmpty();
        assertThat(Cron.parse("0 0 31 2 *").previous(Instant.EPOCH, ZoneOffset.UTC))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "* * * * * *",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * * 13 *",
                "* * * * 8",
                "*/0 * * * *",
                "a * * * *",
                "1,,2 * * * *",
                "1-2-3 * * * *",
                "-1 * * * *",
                "1/2/3 * * * *",
                "99999 * * * *"
            })
    void what_is_no_expression_is_refused(String text) {
        assertThatThrownBy(() -> Cron.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cron: ");
    }
}
