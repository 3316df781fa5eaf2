package dev.sluice.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.cost.Meter.Settled;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The meter beside a stopwatch that looks at the pool every second and books what it sees. */
final class MeterIntegralTest {
    private static final long SECOND = 1000;
    private static final long HOUR = HourCost.HOUR;
    private static final long START = 1_700_000_000_000L / HOUR * HOUR;
    private static final long END = START + 5 * HOUR;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void readings_and_prices_in_any_order_and_heard_often_are_booked_to_the_second(long seed) {
        Timeline timeline = Timeline.random(new Random(seed));
        List<Object> heard = new ArrayList<>(timeline.all());
        heard.addAll(timeline.all().subList(0, timeline.all().size() / 2));
        Collections.shuffle(heard, new Random(seed));

        Meter meter = Meter.startingAt(START);
        for (Object each : heard) {
            meter = told(meter, each);
        }

        assertBooked(meter.open(END), timeline.watched(END));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void hours_that_are_settled_meanwhile_lose_nothing_that_comes_within_the_grace(long seed) {
        Random random = new Random(seed);
        Timeline timeline = Timeline.random(random);
        List<HourCost> booked = new ArrayList<>();
        Meter meter = Meter.startingAt(START);
        for (Heard heard : delayed(timeline, random)) {
            meter = told(meter, heard.what);
            Settled settled = meter.settle(heard.at);
            booked.addAll(settled.closed());
            meter = settled.meter();
        }
        booked.addAll(meter.open(END));

        assertThat(booked).extracting(HourCost::hour).doesNotHaveDuplicates().isSorted();
        assertBooked(booked, timeline.watched(END));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void what_is_heard_again_long_after_its_hour_was_settled_changes_nothing(long seed) {
        Timeline timeline = Timeline.random(new Random(seed));
        Meter meter = Meter.startingAt(START);
        for (Object each : timeline.all()) {
            meter = told(meter, each);
        }
        Meter settled = meter.settle(END + 2 * HOUR).meter();

        for (Object each : timeline.all()) {
            assertThat(told(settled, each)).as("%s", each).isSameAs(settled);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void the_standing_at_any_time_is_what_the_stopwatch_sees_then(long seed) {
        Random random = new Random(seed);
        Timeline timeline = Timeline.random(random);
        Meter meter = Meter.startingAt(START);
        for (Object each : timeline.all()) {
            meter = told(meter, each);
        }
        for (int i = 0; i < 50; i++) {
            long at = START + random.nextInt((int) ((END - START) / SECOND)) * SECOND;
            Watch watch = timeline.at(at);
            MeterState standing = meter.standing(at);
            assertThat(List.of(standing.paid(), standing.ready(), standing.pricePerHour()))
                    .isEqualTo(List.of(watch.paid(), watch.ready, watch.price));
        }
    }

    private static Meter told(Meter meter, Object what) {
        return what instanceof MeterReading reading ? meter.read(reading) : meter.price((PriceChange) what);
    }

    private static void assertBooked(List<HourCost> hours, Map<Long, Booked> watched) {
        assertThat(hours).extracting(HourCost::hour).containsExactlyElementsOf(watched.keySet());
        for (HourCost hour : hours) {
            Booked booked = watched.getOrDefault(hour.hour(), new Booked());
            assertThat(hour.slices()).containsExactlyElementsOf(booked.slices());
            assertThat(hour.readyMillis()).isEqualTo(booked.readyMillis);
            assertThat(hour.peak()).isEqualTo(booked.peak);
            assertThat(hour.cost()).isCloseTo(booked.cost, within(1e-6));
        }
    }

    /** Everything comes up to 59 minutes late, some of it twice. */
    private static List<Heard> delayed(Timeline timeline, Random random) {
        List<Heard> heard = new ArrayList<>();
        for (Object each : timeline.all()) {
            long at = each instanceof MeterReading reading ? reading.at() : ((PriceChange) each).at();
            for (int times = random.nextInt(2); times >= 0; times--) {
                heard.add(new Heard(at + random.nextInt(59 * 60) * SECOND, each));
            }
        }
        heard.sort(Comparator.comparingLong(Heard::at));
        return heard;
    }

    private record Heard(long at, Object what) {}

    /** What happened to a pool, each thing in a second of its own. */
    private record Timeline(List<MeterReading> readings, List<PriceChange> prices) {
        static Timeline random(Random random) {
            Set<Long> taken = new HashSet<>();
            List<MeterReading> readings = new ArrayList<>();
            List<PriceChange> prices = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                long at = free(random, taken);
                // generations of two loops may cross: the older one says nothing about what is ordered
                long generation = Math.max(0, (at - START) / (10 * 60 * SECOND) - random.nextInt(3));
                readings.add(new MeterReading(at, generation, maybe(random), maybe(random)));
            }
            for (int i = 0; i < 8; i++) {
                prices.add(new PriceChange(free(random, taken), random.nextInt(20) / 4.0));
            }
            return new Timeline(readings, prices);
        }

        private static OptionalInt maybe(Random random) {
            return random.nextInt(4) == 0 ? OptionalInt.empty() : OptionalInt.of(random.nextInt(12));
        }

        private static long free(Random random, Set<Long> taken) {
            long at = START + random.nextInt(5 * 3600) * SECOND;
            return taken.add(at) ? at : free(random, taken);
        }

        List<Object> all() {
            List<Object> all = new ArrayList<>(readings);
            all.addAll(prices);
            return all;
        }

        Map<Long, Booked> watched(long end) {
            TreeMap<Long, Booked> hours = new TreeMap<>();
            Watch watch = new Watch();
            for (long now = START; now < end; now += SECOND) {
                watch.look(this, now);
                hours.computeIfAbsent(now / HOUR * HOUR, hour -> new Booked()).second(watch);
            }
            hours.values().removeIf(hour -> hour.peak == 0);
            return hours;
        }

        Watch at(long time) {
            Watch watch = new Watch();
            for (long now = START; now <= time; now += SECOND) {
                watch.look(this, now);
            }
            return watch;
        }
    }

    private static final class Watch {
        private int ordered;
        private int ready;
        private long generation;
        private double price;

        void look(Timeline timeline, long now) {
            for (PriceChange change : timeline.prices) {
                price = change.at() == now ? change.pricePerHour() : price;
            }
            for (MeterReading reading : timeline.readings) {
                if (reading.at() == now) {
                    ready = reading.ready().orElse(ready);
                    order(reading);
                }
            }
        }

        private void order(MeterReading reading) {
            if (reading.ordered().isPresent() && reading.generation() >= generation) {
                ordered = reading.ordered().getAsInt();
                generation = reading.generation();
            }
        }

        int paid() {
            return Math.max(ordered, ready);
        }
    }

    private static final class Booked {
        private final TreeMap<Double, HourCost.Slice> byPrice = new TreeMap<>();
        private long readyMillis;
        private int peak;
        private double cost;

        void second(Watch watch) {
            HourCost.Slice second = new HourCost.Slice(watch.price, watch.paid() * SECOND, SECOND);
            byPrice.merge(
                    watch.price,
                    second,
                    (a, b) -> new HourCost.Slice(
                            a.pricePerHour(), a.replicaMillis() + b.replicaMillis(), a.millis() + b.millis()));
            readyMillis += watch.ready * SECOND;
            peak = Math.max(peak, watch.paid());
            cost += watch.price * watch.paid() / 3600;
        }

        Collection<HourCost.Slice> slices() {
            return byPrice.values();
        }
    }
}
