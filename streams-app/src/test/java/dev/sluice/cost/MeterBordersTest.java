package dev.sluice.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The meter where hours begin and end, and where it knows little. */
final class MeterBordersTest {
    private static final long HOUR = HourCost.HOUR;
    private static final long NOON = 1_700_000_000_000L / HOUR * HOUR;

    @Test
    void an_hour_closes_a_grace_after_its_end_and_not_a_millisecond_before() {
        Meter meter = priced(Meter.startingAt(NOON + HOUR)).read(MeterReading.ordered(NOON, 1, 1));

        assertThat(meter.settledTo()).isEqualTo(NOON);
        assertThat(meter.settle(NOON + 2 * HOUR - 1).closed()).isEmpty();
        assertThat(meter.settle(NOON + 2 * HOUR).closed())
                .extracting(HourCost::hour)
                .containsExactly(NOON);
    }

    @Test
    void a_clock_that_is_set_back_opens_no_hour_again() {
        Meter meter = priced(Meter.startingAt(NOON))
                .read(MeterReading.ordered(NOON, 1, 1))
                .settle(NOON + 5 * HOUR)
                .meter();

        assertThat(meter.settle(NOON).closed()).isEmpty();
        assertThat(meter.settle(NOON).meter()).isSameAs(meter);
        assertThat(meter.open(NOON)).isEmpty();
    }

    @Test
    void a_reading_from_before_the_meter_began_is_paid_for_from_its_first_hour() {
        Meter meter = priced(Meter.startingAt(NOON + HOUR)).read(MeterReading.ordered(NOON - 3 * HOUR, 7, 2));

        List<HourCost> hours = meter.open(NOON + HOUR);

        assertThat(hours).extracting(HourCost::hour).containsExactly(NOON);
        assertThat(hours.get(0).replicaMillis()).isEqualTo(2 * HOUR);
    }

    @Test
    void a_reading_at_the_very_end_of_an_hour_belongs_to_the_next() {
        Meter meter = priced(Meter.startingAt(NOON + HOUR))
                .read(MeterReading.ordered(NOON, 1, 1))
                .read(MeterReading.ordered(NOON + HOUR, 2, 9));

        assertThat(meter.open(NOON + 2 * HOUR)).extracting(HourCost::peak).containsExactly(1, 9);
    }

    @Test
    void a_price_and_an_order_of_the_same_moment_hold_together() {
        Meter meter = Meter.startingAt(NOON + HOUR)
                .read(MeterReading.ordered(NOON, 1, 4))
                .price(new PriceChange(NOON, 3));

        HourCost hour = meter.open(NOON + HOUR).get(0);

        assertThat(hour.slices()).containsExactly(new HourCost.Slice(3, 4 * HOUR, HOUR));
    }

    @Test
    void hours_before_1970_begin_at_whole_hours_too() {
        assertThat(Meter.hourOf(-1)).isEqualTo(-HOUR);
        assertThat(Meter.hourOf(0)).isZero();
        assertThat(Meter.hourOf(HOUR - 1)).isZero();
        assertThat(priced(Meter.startingAt(0))
                        .read(MeterReading.ordered(-HOUR, 1, 2))
                        .open(0))
                .extracting(HourCost::hour)
                .containsExactly(-HOUR);
    }

    @Test
    void an_order_of_an_older_generation_is_not_what_is_ordered_now() {
        Meter meter = priced(Meter.startingAt(NOON + HOUR))
                .read(MeterReading.ordered(NOON, 5, 3))
                .read(MeterReading.ready(NOON + 1, 4, 8, 2));

        MeterState standing = meter.standing(NOON + 2);

        assertThat(standing.ordered()).isEqualTo(3);
        assertThat(standing.generation()).isEqualTo(5);
        assertThat(standing.ready())
                .as("what runs is told by whoever looks last")
                .isEqualTo(2);
    }

    @Test
    void a_meter_is_idle_when_nothing_is_paid_for_and_nothing_more_is_known() {
        Meter fresh = Meter.startingAt(NOON);
        Meter gone = fresh.read(MeterReading.ordered(NOON, 1, 2)).read(MeterReading.ready(NOON + 1, 2, 0, 0));

        assertThat(fresh.isIdle()).isTrue();
        assertThat(gone.isIdle()).as("its hour is open").isFalse();
        assertThat(gone.settle(NOON + 3 * HOUR).meter().isIdle()).isTrue();
        assertThat(fresh.read(MeterReading.ordered(NOON, 1, 2))
                        .settle(NOON + 3 * HOUR)
                        .meter()
                        .isIdle())
                .as("two replicas run on")
                .isFalse();
    }

    @Test
    void the_newest_price_is_that_of_the_latest_time_not_of_the_latest_message() {
        Meter meter = Meter.startingAt(NOON).price(new PriceChange(NOON + 2, 5)).price(new PriceChange(NOON + 1, 9));

        assertThat(meter.pricePerHour()).isEqualTo(5);
        Meter settled = meter.settle(NOON + 4 * HOUR).meter();
        assertThat(settled.pricePerHour()).as("once its hour is settled").isEqualTo(5);
        assertThat(settled.price(new PriceChange(NOON, 7)))
                .as("a price that was replaced before")
                .isSameAs(settled);
    }

    @Test
    void counts_and_prices_that_cannot_be_are_refused() {
        assertThatThrownBy(() -> MeterReading.ordered(NOON, 1, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> MeterReading.ready(NOON, 1, 1, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MeterReading(NOON, -1, OptionalInt.empty(), OptionalInt.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PriceChange(NOON, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PriceChange(NOON, -.01)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Meter priced(Meter meter) {
        return meter.price(new PriceChange(-HOUR, 1));
    }
}
