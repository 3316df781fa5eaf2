package dev.sluice.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.cost.Meter.Settled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MeterTest {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long NOON = 1_700_000_000_000L / HOUR * HOUR;

    private final Meter fresh = Meter.startingAt(NOON).price(new PriceChange(NOON - HOUR, 2.0));

    @Test
    void an_order_is_paid_from_when_it_was_carried_out() {
        Meter meter = fresh.read(MeterReading.ordered(NOON + 30 * MINUTE, 1, 4));

        List<HourCost> hours = meter.open(NOON + 2 * HOUR);

        assertThat(hours).extracting(HourCost::hour).containsExactly(NOON, NOON + HOUR);
        assertThat(hours).extracting(HourCost::replicaMillis).containsExactly(2 * HOUR, 4 * HOUR);
        assertThat(hours.get(0).cost()).isEqualTo(4.0);
        assertThat(hours.get(0).staticPeakCost()).isEqualTo(8.0);
        assertThat(hours.get(1).cost()).isEqualTo(8.0);
    }

    @Test
    void what_still_runs_after_an_order_for_less_is_paid_for() {
        Meter meter = fresh.read(MeterReading.ready(NOON, 1, 5, 5))
                .read(MeterReading.ordered(NOON + 10 * MINUTE, 2, 2))
                .read(MeterReading.ready(NOON + 20 * MINUTE, 2, 2, 2));

        HourCost hour = meter.open(NOON + HOUR).get(0);

        assertThat(hour.replicaMillis()).isEqualTo((5 * 20 + 2 * 40) * MINUTE);
        assertThat(meter.standing(NOON + 15 * MINUTE).paid()).isEqualTo(5);
    }

    @Test
    void what_was_ordered_is_paid_for_before_it_is_useful() {
        Meter meter =
                fresh.read(MeterReading.ordered(NOON, 1, 3)).read(MeterReading.ready(NOON + 15 * MINUTE, 1, 3, 3));

        HourCost hour = meter.open(NOON + HOUR).get(0);

        assertThat(hour.replicaMillis()).isEqualTo(3 * HOUR);
        assertThat(hour.readyMillis()).isEqualTo(3 * 45 * MINUTE);
    }

    @Test
    void a_refused_command_changes_nothing_but_what_is_known_to_be_ready() {
        Meter meter = fresh.read(MeterReading.ordered(NOON, 1, 3))
                .read(new MeterReading(NOON + 30 * MINUTE, 2, OptionalInt.empty(), OptionalInt.of(2)));

        assertThat(meter.open(NOON + HOUR).get(0).replicaMillis()).isEqualTo(3 * HOUR);
        assertThat(meter.standing(NOON + HOUR).ready()).isEqualTo(2);
    }

    @Test
    void a_spot_price_is_metered_as_it_moves() {
        Meter meter = fresh.read(MeterReading.ordered(NOON, 1, 10))
                .price(new PriceChange(NOON + 15 * MINUTE, .8))
                .price(new PriceChange(NOON + 45 * MINUTE, 1.2));

        HourCost hour = meter.open(NOON + HOUR).get(0);

        assertThat(hour.cost()).isCloseTo(10 * (.25 * 2 + .5 * .8 + .25 * 1.2), within(1e-12));
        assertThat(hour.slices()).extracting(HourCost.Slice::pricePerHour).containsExactly(.8, 1.2, 2.0);
        assertThat(hour.pricePerHour()).isCloseTo(1.2, within(1e-12));
    }

    @Test
    void a_late_reading_counts_as_if_it_had_been_in_time_while_its_hour_is_open() {
        MeterReading up = MeterReading.ordered(NOON + 10 * MINUTE, 1, 6);
        MeterReading down = MeterReading.ordered(NOON + 40 * MINUTE, 2, 1);

        List<HourCost> late = fresh.read(down).read(up).read(down).open(NOON + HOUR);

        assertThat(late).isEqualTo(fresh.read(up).read(down).open(NOON + HOUR));
        assertThat(late.get(0).replicaMillis()).isEqualTo((6 * 30 + 20) * MINUTE);
    }

    @Test
    void a_reading_for_a_settled_hour_counts_from_the_first_open_one() {
        Settled settled = fresh.read(MeterReading.ordered(NOON, 1, 2)).settle(NOON + 3 * HOUR);
        assertThat(settled.closed()).hasSize(2);
        Meter meter = settled.meter();

        Meter told = meter.read(MeterReading.ordered(NOON + 90 * MINUTE, 2, 5));

        assertThat(told.open(NOON + 3 * HOUR).get(0).hour()).isEqualTo(NOON + 2 * HOUR);
        assertThat(told.open(NOON + 3 * HOUR).get(0).replicaMillis()).isEqualTo(5 * HOUR);
        assertThat(meter.read(MeterReading.ordered(NOON, 1, 2)))
                .as("heard again")
                .isSameAs(meter);
        // one that is older than what was settled with says nothing about now
        assertThat(meter.read(MeterReading.ordered(NOON - 5 * MINUTE, 0, 9))).isSameAs(meter);
    }

    @Test
    void hours_without_replicas_cost_nothing_and_the_static_peak_pays_through_them() {
        Meter meter = fresh.read(MeterReading.ordered(NOON, 1, 4))
                .read(MeterReading.ordered(NOON + 30 * MINUTE, 2, 0))
                .read(MeterReading.ordered(NOON + 5 * HOUR, 3, 1));

        List<HourCost> hours = meter.open(NOON + 6 * HOUR);
        Bill bill = Bill.of(hours);

        assertThat(hours).hasSize(2);
        assertThat(bill.replicaMillis()).isEqualTo(3 * HOUR);
        assertThat(bill.cost()).isEqualTo(6.0);
        assertThat(bill.staticPeakCost()).isEqualTo(6 * 4 * 2.0);
    }

    @Test
    void replica_time_is_conserved_exactly_whatever_the_order() {
        for (int seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            List<MeterReading> history = history(random);
            long end = history.get(history.size() - 1).at() + random.nextInt(3 * (int) HOUR);
            long expected = replicaMillis(history, end);

            long metered = meteredScrambled(random, history, end);

            assertThat(metered).as("seed %d", seed).isEqualTo(expected);
        }
    }

    /** Plays the history in a scrambled order, settling at times and hearing the last again. */
    private static long meteredScrambled(Random random, List<MeterReading> history, long end) {
        Meter meter = Meter.startingAt(history.get(0).at());
        List<MeterReading> heard = scrambled(random, history);
        long closed = 0;
        long newest = 0;
        for (int i = 0; i < heard.size(); i++) {
            meter = meter.read(heard.get(i));
            newest = Math.max(newest, heard.get(i).at());
            if (random.nextInt(4) == 0) {
                Settled settled = meter.settle(newest);
                closed += sum(settled.closed());
                meter = settled.meter();
            }
            if (random.nextInt(8) == 0) {
                for (int again = Math.max(0, i - random.nextInt(6)); again <= i; again++) {
                    meter = meter.read(heard.get(again));
                }
            }
        }
        return closed + sum(meter.open(end));
    }

    /** Each reading at most a few places, and well under an hour, from where it belongs. */
    private static List<MeterReading> scrambled(Random random, List<MeterReading> history) {
        List<MeterReading> heard = new ArrayList<>(history);
        for (int i = 0; i + 3 <= heard.size(); i += 3) {
            Collections.shuffle(heard.subList(i, i + 3), random);
        }
        return heard;
    }

    private static List<MeterReading> history(Random random) {
        List<MeterReading> history = new ArrayList<>();
        long at = NOON + random.nextInt((int) HOUR);
        for (int generation = 1; generation <= 400; generation++) {
            int replicas = random.nextInt(50);
            history.add(MeterReading.ordered(at, generation, replicas));
            at += 1 + random.nextInt(8 * (int) MINUTE);
            history.add(MeterReading.ready(at, generation, replicas, replicas));
            at += 1 + random.nextInt(12 * (int) MINUTE);
        }
        return history;
    }

    /** The plain sum: between two readings, the larger of what was ordered and what was ready. */
    private static long replicaMillis(List<MeterReading> history, long end) {
        long sum = 0;
        int ready = 0;
        for (int i = 0; i < history.size(); i++) {
            MeterReading reading = history.get(i);
            ready = reading.ready().orElse(ready);
            long to = i + 1 < history.size() ? history.get(i + 1).at() : end;
            sum += (to - reading.at()) * Math.max(ready, reading.ordered().orElseThrow());
        }
        return sum;
    }

    private static long sum(List<HourCost> hours) {
        return hours.stream().mapToLong(HourCost::replicaMillis).sum();
    }
}
