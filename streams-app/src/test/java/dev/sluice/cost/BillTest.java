package dev.sluice.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.cost.HourCost.Slice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What was paid, beside what a fleet of fixed size would have cost. */
final class BillTest {
    private static final long HOUR = HourCost.HOUR;

    @Test
    void a_bill_adds_its_hours_in_any_order() {
        List<HourCost> hours = new ArrayList<>();
        Random random = new Random(1);
        for (int hour = 0; hour < 50; hour += 1 + random.nextInt(3)) {
            hours.add(hour(hour, random.nextInt(9), 1 + random.nextInt(4)));
        }
        Bill inOrder = Bill.of(hours);
        Collections.shuffle(hours, random);

        assertThat(Bill.of(hours)).isEqualTo(inOrder);
        assertThat(inOrder.cost())
                .isCloseTo(hours.stream().mapToDouble(HourCost::cost).sum(), within(1e-9));
        assertThat(inOrder.staticPeakCost()).isGreaterThanOrEqualTo(inOrder.cost());
    }

    @Test
    void an_hour_that_is_told_again_counts_once_as_it_was_told_last() {
        Bill bill = Bill.of(List.of(hour(0, 2, 1), hour(1, 1, 1), hour(0, 3, 1)));

        assertThat(bill.cost()).isEqualTo(4);
        assertThat(bill.replicaMillis()).isEqualTo(4 * HOUR);
        assertThat(bill.readyMillis()).isEqualTo(4 * HOUR);
        assertThat(bill.peak()).isEqualTo(3);
    }

    @Test
    void the_fixed_fleet_pays_through_idle_hours_at_the_last_price_before_them() {
        // 1 replica at 2, three hours of nothing, 4 replicas at 1
        Bill bill = Bill.of(List.of(hour(0, 1, 2), hour(4, 4, 1)));

        assertThat(bill.staticPeakCost()).isEqualTo(4 * 4 * 2.0 + 4 * 1.0);
    }

    @Test
    void no_hours_make_a_bill_of_nothing() {
        assertThat(Bill.of(List.of())).isEqualTo(new Bill(0, 0, 0, 0, 0));
    }

    @Test
    void an_hour_in_which_nothing_ran_has_the_last_price() {
        HourCost idle = new HourCost(0, List.of(new Slice(1, 0, HOUR / 2), new Slice(3, 0, HOUR / 2)), 0, 0);

        assertThat(idle.pricePerHour()).isEqualTo(3);
        assertThat(idle.cost()).isZero();
        assertThat(idle.costOf(2)).isEqualTo(4);
    }

    @Test
    void the_mean_price_of_an_hour_weighs_each_price_by_what_ran_at_it() {
        HourCost hour = new HourCost(
                0, List.of(new Slice(1, 9 * HOUR / 10, HOUR / 10), new Slice(4, HOUR / 10, 9 * HOUR / 10)), 0, 9);

        assertThat(hour.pricePerHour()).isCloseTo(1.3, within(1e-9));
        assertThat(hour.knownMillis()).isEqualTo(HOUR);
        assertThat(hour.end()).isEqualTo(HOUR);
        assertThat(hour.staticPeakCost()).isCloseTo(9 * .1 + 9 * 4 * .9, within(1e-9));
    }

    @Test
    void a_service_that_moved_to_another_pool_needed_one_fixed_fleet_and_not_two() {
        FixedFleet fleet =
                FixedFleet.of(Map.of("dear", List.of(hour(0, 10, 2)), "cheap", List.of(hour(1, 10, 1), hour(2, 9, 1))));

        assertThat(fleet.cost()).as("ten dear ones for three hours").isEqualTo(60);
    }

    @Test
    void in_the_hour_of_a_move_the_fixed_fleet_has_both_pools() {
        FixedFleet fleet = FixedFleet.of(
                Map.of("dear", List.of(hour(0, 10, 2), hour(1, 10, 2)), "cheap", List.of(hour(1, 10, 1))));

        assertThat(fleet.cost()).isEqualTo(2 * (10 * 2 + 10 * 1));
    }

    @Test
    void the_fixed_fleet_pays_each_hour_the_price_of_that_hour() {
        FixedFleet fleet = FixedFleet.of(Map.of("spot", List.of(hour(0, 2, 1), hour(1, 5, 3), hour(3, 1, .5))));

        // the fleet is 5: at 1, at 3, through an idle hour at 3, at .5
        assertThat(fleet.cost()).isCloseTo(5 * (1 + 3 + 3 + .5), within(1e-9));
    }

    @Test
    void of_an_hour_that_runs_the_fixed_fleet_pays_what_has_passed() {
        HourCost running = new HourCost(HOUR, List.of(new Slice(1, HOUR / 4, HOUR / 4)), 0, 1);

        FixedFleet fleet = FixedFleet.of(Map.of("main", List.of(hour(0, 4, 1), running)));

        assertThat(fleet.cost()).isEqualTo(5);
    }

    @Test
    void with_one_pool_the_fixed_fleet_costs_what_its_bill_says() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            List<HourCost> hours = new ArrayList<>();
            for (int hour = 0; hour < 48; hour += 1 + random.nextInt(3)) {
                hours.add(hour(hour, 1 + random.nextInt(9), 2));
            }
            assertThat(FixedFleet.of(Map.of("main", hours)).cost())
                    .as("seed %d", seed)
                    .isCloseTo(Bill.of(hours).staticPeakCost(), within(1e-9));
        }
    }

    private static HourCost hour(int hour, int replicas, double price) {
        return new HourCost(hour * HOUR, List.of(new Slice(price, replicas * HOUR, HOUR)), replicas * HOUR, replicas);
    }
}
