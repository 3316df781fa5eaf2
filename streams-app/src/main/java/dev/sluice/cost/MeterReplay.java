package dev.sluice.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Plays a meter's readings and prices in order and writes down each hour. */
final class MeterReplay {
    private final Meter meter;
    private final long end;
    private final List<HourCost> hours = new ArrayList<>();
    private final TreeMap<Double, long[]> slices = new TreeMap<>();
    private long at;
    private MeterState standing;
    private long readyMillis;
    private int peak;

    MeterReplay(Meter meter, long end) {
        this.meter = meter;
        this.end = end;
        this.at = meter.settledTo();
        this.standing = meter.standing();
    }

    /** The hours from the last settled one to the end; to be called once. */
    List<HourCost> hours() {
        int reading = 0;
        int price = 0;
        while (true) {
            long nextReading = reading < meter.readings().size()
                    ? meter.readings().get(reading).at()
                    : Long.MAX_VALUE;
            long nextPrice =
                    price < meter.prices().size() ? meter.prices().get(price).at() : Long.MAX_VALUE;
            if (Math.min(nextReading, nextPrice) >= end) {
                playTo(end);
                writeHour();
                return hours;
            }
            playTo(Math.min(nextReading, nextPrice));
            standing = nextPrice <= nextReading
                    ? standing.after(meter.prices().get(price++))
                    : standing.after(meter.readings().get(reading++));
        }
    }

    MeterState standing() {
        return standing;
    }

    /** Replica-time up to {@code time}, hour by hour; nothing where that is past already. */
    private void playTo(long time) {
        while (at < time) {
            long hourEnd = Math.floorDiv(at, HourCost.HOUR) * HourCost.HOUR + HourCost.HOUR;
            long to = Math.min(time, hourEnd);
            long millis = to - at;
            long[] slice = slices.computeIfAbsent(standing.pricePerHour(), price -> new long[2]);
            slice[0] += millis * standing.paid();
            slice[1] += millis;
            readyMillis += millis * standing.ready();
            peak = Math.max(peak, standing.paid());
            at = to;
            if (at == hourEnd) {
                writeHour();
            }
        }
    }

    private void writeHour() {
        if (peak > 0) {
            List<HourCost.Slice> parts = new ArrayList<>();
            for (Map.Entry<Double, long[]> slice : slices.entrySet()) {
                parts.add(new HourCost.Slice(slice.getKey(), slice.getValue()[0], slice.getValue()[1]));
            }
            long hour = Math.floorDiv(at - 1, HourCost.HOUR) * HourCost.HOUR;
            hours.add(new HourCost(hour, parts, readyMillis, peak));
        }
        slices.clear();
        readyMillis = 0;
        peak = 0;
    }
}
