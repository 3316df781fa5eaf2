package dev.sluice.control.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.cost.HourCost;
import dev.sluice.cost.Meter;
import java.io.IOException;
import java.util.Collection;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SuppressedSpendTest {
    private static final long HOUR = HourCost.HOUR;
    private static final long MINUTE = 60_000;
    private static final long NOON = 500_000 * HOUR;
    private final SuppressedSpend suppressed = new SuppressedSpend();

    private static double sum(Collection<Double> amounts) {
        return amounts.stream().mapToDouble(Double::doubleValue).sum();
    }

    private static SuppressedSpend restored(SuppressedSpend written) throws IOException {
        SuppressedSpend read = new SuppressedSpend();
        read.read(ServiceHarness.in(ServiceHarness.bytes(written::write)));
        return read;
    }

    @Test
    void while_no_budget_cuts_there_is_nothing_to_book_and_nothing_is_due() {
        assertThat(suppressed.note(0, NOON)).as("nothing was cut before either").isFalse();
        assertThat(suppressed.until(NOON + HOUR)).isEmpty();
        assertThat(suppressed.due()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void a_cut_is_booked_to_the_hours_that_it_lasts_for() {
        suppressed.note(8, NOON + 30 * MINUTE);
        suppressed.note(0, NOON + 75 * MINUTE);
        assertThat(suppressed.until(NOON + 5 * HOUR)).containsExactly(entry(NOON, 4.0), entry(NOON + HOUR, 2.0));
    }

    @Test
    void a_cut_that_lasts_is_counted_up_to_now() {
        suppressed.note(6, NOON);
        assertThat(suppressed.until(NOON + 10 * MINUTE)).containsExactly(entry(NOON, 1.0));
        assertThat(suppressed.until(NOON + 20 * MINUTE)).containsExactly(entry(NOON, 2.0));
    }

    @Test
    void the_same_cut_said_again_is_no_change() {
        assertThat(suppressed.note(6, NOON)).isTrue();
        assertThat(suppressed.note(6, NOON + MINUTE)).isFalse();
        assertThat(suppressed.until(NOON + HOUR)).containsExactly(entry(NOON, 6.0));
    }

    @Test
    void an_hour_is_due_when_it_can_change_no_more_and_is_given_once() {
        suppressed.note(6, NOON + 30 * MINUTE);
        assertThat(suppressed.due()).isEqualTo(NOON + HOUR + Meter.GRACE);
        assertThat(suppressed.settle(NOON + HOUR)).containsExactly(entry(NOON, 3.0));
        assertThat(suppressed.settle(NOON + HOUR)).isEmpty();
        assertThat(suppressed.due()).isEqualTo(NOON + 2 * HOUR + Meter.GRACE);
    }

    @Test
    void a_clock_that_was_set_back_counts_no_time_twice() {
        suppressed.note(6, NOON);
        suppressed.note(0, NOON + 30 * MINUTE);
        suppressed.note(6, NOON + 10 * MINUTE);
        assertThat(suppressed.until(NOON + 30 * MINUTE)).containsExactly(entry(NOON, 3.0));
        assertThat(suppressed.until(NOON + 40 * MINUTE)).containsExactly(entry(NOON, 4.0));
    }

    @Test
    void of_any_course_of_cuts_all_the_money_is_settled_once_whenever_that_is_and_however_often_it_restarts()
            throws IOException {
        for (long seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            SuppressedSpend course = new SuppressedSpend();
            double owed = 0;
            double settled = 0;
            double perHour = 0;
            long now = NOON;
            for (int i = 0; i < 100; i++) {
                long pause = random.nextInt((int) (3 * HOUR));
                owed += perHour * pause / HOUR;
                now += pause;
                switch (random.nextInt(4)) {
                    case 0 ->
                        settled += sum(
                                course.settle(Meter.hourOf(now - Meter.GRACE)).values());
                    case 1 -> course = restored(course);
                    default -> {
                        perHour = random.nextBoolean() ? 0 : random.nextInt(100) / 7.0;
                        course.note(perHour, now);
                    }
                }
                double open = sum(course.until(now).values());
                assertThat(settled + open).as("seed %d, step %d", seed, i).isCloseTo(owed, within(1e-6));
            }
        }
    }

    @Test
    void written_and_read_it_is_due_at_the_same_time_and_says_the_same() throws IOException {
        suppressed.note(2.25, NOON + 20 * MINUTE);
        suppressed.note(1 / 3.0, NOON + 90 * MINUTE);
        SuppressedSpend read = restored(suppressed);
        assertThat(read.due()).isEqualTo(suppressed.due());
        assertThat(read.until(NOON + 4 * HOUR)).isEqualTo(suppressed.until(NOON + 4 * HOUR));
        assertThat(ServiceHarness.bytes(read::write)).isEqualTo(ServiceHarness.bytes(suppressed::write));
    }
}
