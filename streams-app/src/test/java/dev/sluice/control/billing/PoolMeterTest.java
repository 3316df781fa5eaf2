package dev.sluice.control.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.cost.HourCost;
import dev.sluice.cost.MeterReading;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PoolMeterTest {
    private static final long HOUR = HourCost.HOUR;
    private static final long MINUTE = 60_000;
    private static final long NOON = 500_000 * HOUR;
    private final PoolMeter meter = PoolMeter.open(NOON, 2);

    private static long at(double minute) {
        return NOON + Math.round(minute * MINUTE);
    }

    private static PoolMeter restored(PoolMeter written) throws IOException {
        return PoolMeter.read(ServiceHarness.in(ServiceHarness.bytes(written::write)));
    }

    private static double cost(List<HourCost> hours) {
        return hours.stream().mapToDouble(HourCost::cost).sum();
    }

    @Test
    void a_pool_in_which_nothing_runs_costs_nothing_and_has_nothing_to_say() {
        assertThat(meter.perHour(at(10))).isZero();
        assertThat(cost(meter.open(at(10)))).isZero();
        assertThat(meter.due(0)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void replicas_cost_their_price_from_their_order_on() {
        meter.read(MeterReading.ordered(at(15), 1, 3));
        assertThat(meter.perHour(at(20))).isEqualTo(6);
        assertThat(cost(meter.open(at(45)))).isCloseTo(3, within(1e-9));
    }

    @Test
    void a_change_is_said_within_a_minute_and_then_not_again() {
        meter.read(MeterReading.ordered(at(15), 1, 3));
        assertThat(meter.due(0)).isEqualTo(at(16));
        assertThat(meter.say(at(15.5))).isEmpty();
        assertThat(meter.say(at(16))).hasSize(1);
        assertThat(meter.say(at(17))).isEmpty();
    }

    @Test
    void a_reading_that_is_delivered_twice_is_no_change() {
        assertThat(meter.read(MeterReading.ordered(at(15), 1, 3))).isTrue();
        meter.say(at(16));
        assertThat(meter.read(MeterReading.ordered(at(15), 1, 3))).isFalse();
        assertThat(meter.due(0)).as("only the end of the hour is due").isEqualTo(at(60));
    }

    @Test
    void an_hour_that_is_over_is_said_a_spread_after_its_end() {
        meter.read(MeterReading.ordered(at(0), 1, 3));
        meter.say(at(1));
        assertThat(meter.due(12_345)).isEqualTo(at(60) + 12_345);
        assertThat(meter.say(at(60.5)))
                .singleElement()
                .satisfies(hour -> assertThat(hour.cost()).isCloseTo(6, within(1e-9)));
    }

    @Test
    void a_late_reading_has_the_hour_said_again_that_it_changes() {
        meter.read(MeterReading.ordered(at(0), 1, 3));
        meter.say(at(61));
        meter.read(MeterReading.ordered(at(30), 2, 1));
        assertThat(meter.say(at(63))).extracting(HourCost::hour).contains(NOON, NOON + HOUR);
        assertThat(meter.settle(at(121)))
                .singleElement()
                .satisfies(hour -> assertThat(hour.cost()).isCloseTo(3 + 1, within(1e-9)));
    }

    @Test
    void a_settled_hour_is_closed_for_good() {
        meter.read(MeterReading.ordered(at(0), 1, 3));
        assertThat(meter.settle(at(119))).isEmpty();
        assertThat(meter.settle(at(120))).hasSize(1);
        assertThat(meter.settle(at(120))).isEmpty();
        assertThat(meter.open(at(121))).extracting(HourCost::hour).containsExactly(NOON + HOUR, NOON + 2 * HOUR);
    }

    @Test
    void a_price_counts_from_now_on_and_the_same_price_is_no_change() {
        meter.read(MeterReading.ordered(at(0), 1, 1));
        assertThat(meter.price(2, at(10))).isFalse();
        assertThat(meter.price(6, at(30))).isTrue();
        assertThat(meter.perHour(at(31))).isEqualTo(6);
        assertThat(cost(meter.open(at(60)))).isCloseTo(1 + 3, within(1e-9));
    }

    @Test
    void a_clock_that_was_set_back_does_not_undo_the_newest_price() {
        meter.read(MeterReading.ordered(at(0), 1, 1));
        meter.price(6, at(30));
        meter.price(4, at(20));
        assertThat(meter.perHour(at(31))).isEqualTo(4);
        assertThat(cost(meter.open(at(60)))).isCloseTo(1 + 2, within(1e-3));
    }

    @Test
    void prices_of_years_in_which_nothing_ran_take_no_room() {
        for (int day = 1; day < 2000; day++) {
            meter.price(1 + day % 9, at(day * 1440.0));
        }
        assertThat(ServiceHarness.bytes(meter::write)).hasSizeLessThan(60);
    }

    @Test
    void of_any_course_the_hours_that_close_add_up_to_what_ran_and_a_restart_changes_nothing() throws IOException {
        for (long seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            PoolMeter course = PoolMeter.open(NOON, 2);
            List<HourCost> closed = new ArrayList<>();
            double owed = 0;
            long now = NOON;
            int replicas = 0;
            double price = 2;
            for (int i = 1; i <= 150; i++) {
                long pause = 1000L + random.nextInt((int) HOUR);
                owed += price * replicas * pause / HOUR;
                now += pause;
                switch (random.nextInt(4)) {
                    case 0 -> {
                        price = 1 + random.nextInt(5);
                        course.price(price, now);
                    }
                    case 1 -> closed.addAll(course.settle(now));
                    case 2 -> {
                        PoolMeter copy = restored(course);
                        assertThat(copy.due(7)).isEqualTo(course.due(7));
                        assertThat(copy.open(now)).isEqualTo(course.open(now));
                        assertThat(copy.perHour(now)).isEqualTo(course.perHour(now));
                        course = copy;
                    }
                    default -> {
                        replicas = random.nextInt(6);
                        course.read(MeterReading.ordered(now, i, replicas));
                    }
                }
                assertThat(cost(closed) + cost(course.open(now)))
                        .as("seed %d, step %d", seed, i)
                        .isCloseTo(owed, within(1e-6));
            }
            assertThat(closed)
                    .extracting(HourCost::hour)
                    .doesNotHaveDuplicates()
                    .isSorted();
        }
    }
}
