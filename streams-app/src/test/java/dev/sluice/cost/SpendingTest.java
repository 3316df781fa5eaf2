package dev.sluice.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SpendingTest {
    private static final Instant NOVEMBER = Instant.parse("2026-11-01T00:00:00Z");

    private record Hour(Instant start, double cost, double wish) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void the_order_in_which_hours_are_closed_does_not_matter(long seed) {
        Random random = new Random(seed);
        List<Hour> hours = new ArrayList<>();
        for (int hour = 0; hour < 6 * 24; hour++) {
            double cost = 10 * random.nextDouble();
            hours.add(new Hour(hour(hour), cost, cost + random.nextDouble()));
        }
        Spending inOrder = of(hours, ZoneOffset.UTC);
        Collections.shuffle(hours, random);

        assertThat(of(hours, ZoneOffset.UTC)).isEqualTo(inOrder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Berlin", "Asia/Kolkata", "America/Los_Angeles"})
    void at_any_time_of_a_year_spent_is_the_sum_of_the_months_hours_in_the_owners_zone(String name) {
        ZoneId zone = ZoneId.of(name);
        Random random = new Random(name.hashCode());
        Spending spending = Spending.NONE;
        double month = 0;
        for (int hour = 0; hour < 365 * 24; hour++) {
            Instant start = hour(hour);
            double cost = random.nextInt(1000) / 100.0;
            boolean first = start.atZone(zone).getMonth()
                    != start.minus(Duration.ofHours(1)).atZone(zone).getMonth();
            month = cost + (first ? 0 : month);
            spending = spending.after(start, cost, cost, zone);
            assertThat(spending.by(start, zone, 0, 0).spent()).isCloseTo(month, within(1e-6));
        }
        assertThat(spending.days()).as("a week and the day that runs").hasSizeLessThanOrEqualTo(9);
    }

    @Test
    void the_days_are_kept_in_order_whatever_comes_first() {
        Spending spending = of(
                List.of(new Hour(hour(50), 1, 1), new Hour(hour(1), 2, 2), new Hour(hour(30), 3, 4)), ZoneOffset.UTC);

        assertThat(spending.days()).extracting(Spending.Day::day).isSorted().hasSize(3);
        assertThat(spending.days()).extracting(Spending.Day::paid).containsExactly(2_000_000L, 3_000_000L, 1_000_000L);
        assertThat(spending.days())
                .extracting(Spending.Day::wished)
                .containsExactly(2_000_000L, 4_000_000L, 1_000_000L);
    }

    @Test
    void what_began_within_its_first_hour_is_judged_by_the_time_since_then() {
        Instant begun = hour(10).plus(Duration.ofMinutes(45));
        Spending spending = Spending.NONE.begunAt(begun.toEpochMilli()).after(hour(10), .25, .25, ZoneOffset.UTC);

        // a quarter of an hour at 1 per hour, and one more hour at the pace of now
        assertThat(spending.by(hour(11), ZoneOffset.UTC, 1, 1).burn()).isCloseTo(1, within(1e-9));
        assertThat(spending.begunAt(0)).as("it has begun").isEqualTo(spending);
    }

    @Test
    void a_cut_shows_as_the_difference_of_what_was_paid_and_what_was_wished() {
        Spending spending = Spending.NONE;
        for (int hour = 0; hour < 48; hour++) {
            spending = spending.after(hour(hour), 1, 4, ZoneOffset.UTC);
        }
        assertThat(spending.by(hour(48), ZoneOffset.UTC, 1, 4).burn()).isCloseTo(1, within(1e-9));
        assertThat(spending.by(hour(48), ZoneOffset.UTC, 1, 4).wishedBurn()).isCloseTo(4, within(1e-9));
    }

    @Test
    void what_is_older_than_a_week_sets_the_pace_no_more() {
        Spending spending = of(List.of(new Hour(hour(0), 1000, 1000)), ZoneOffset.UTC);

        assertThat(spending.by(hour(24), ZoneOffset.UTC, 0, 0).burn()).isEqualTo(40);
        assertThat(spending.by(hour(8 * 24), ZoneOffset.UTC, 0, 0).burn()).isZero();
        assertThat(spending.by(hour(8 * 24), ZoneOffset.UTC, 0, 0).spent())
                .as("it is spent all the same")
                .isEqualTo(1000);
    }

    @Test
    void a_month_is_over_when_the_next_has_begun_across_the_end_of_a_year() {
        ZoneId zone = ZoneId.of("Asia/Tokyo");
        Spending spending = Spending.NONE.after(Instant.parse("2026-12-31T14:00:00Z"), 5, 5, zone);

        assertThat(spending.isOver(Instant.parse("2026-12-31T14:59:59Z"), zone)).isFalse();
        assertThat(spending.isOver(Instant.parse("2026-12-31T15:00:00Z"), zone)).isTrue();
        assertThat(spending.after(Instant.parse("2026-12-31T15:00:00Z"), 2, 2, zone)
                        .by(Instant.parse("2026-12-31T16:00:00Z"), zone, 0, 0)
                        .spent())
                .isEqualTo(2);
    }

    @Test
    void millionths_add_up_without_loss() {
        Spending spending = Spending.NONE;
        for (int hour = 0; hour < 700; hour++) {
            spending = spending.after(hour(hour), .1, .1, ZoneOffset.UTC);
        }
        assertThat(spending.spent()).isEqualTo(70_000_000);
    }

    private static Spending of(List<Hour> hours, ZoneId zone) {
        Spending spending = Spending.NONE;
        for (Hour hour : hours) {
            spending = spending.after(hour.start, hour.cost, hour.wish, zone);
        }
        return spending;
    }

    private static Instant hour(int hour) {
        return NOVEMBER.plus(Duration.ofHours(hour));
    }
}
