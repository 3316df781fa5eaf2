package dev.sluice.control.billing;

import dev.sluice.cost.HourCost;
import dev.sluice.cost.Meter;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Spend that budgets suppressed, integrated over the hours that are not settled. */
final class SuppressedSpend {
    private final TreeMap<Long, Double> hours = new TreeMap<>();
    private double perHour;
    private long since;

    /** Returns the suppressed money per hour. */
    double perHour() {
        return perHour;
    }

    /** Returns true if nothing is or was suppressed. */
    boolean isEmpty() {
        return perHour == 0 && hours.isEmpty();
    }

    /** Notes the suppressed money per hour from {@code now} on; returns true if that is a change. */
    boolean note(double moneyPerHour, long now) {
        if (moneyPerHour == perHour) {
            return false;
        }
        advance(now);
        perHour = moneyPerHour;
        return true;
    }

    private void advance(long now) {
        hours.putAll(until(now));
        since = Math.max(since, now);
    }

    /** Returns the money suppressed up to {@code now}, sorted by start of hour. */
    SortedMap<Long, Double> until(long now) {
        TreeMap<Long, Double> all = new TreeMap<>(hours);
        for (long at = since; perHour > 0 && at < now; ) {
            long hour = Meter.hourOf(at);
            long to = Math.min(now, hour + HourCost.HOUR);
            all.merge(hour, perHour * (to - at) / HourCost.HOUR, Double::sum);
            at = to;
        }
        return all;
    }

    /** Removes and returns the hours before {@code end}. */
    SortedMap<Long, Double> settle(long end) {
        if (perHour > 0) {
            advance(end);
        }
        SortedMap<Long, Double> head = hours.headMap(end);
        SortedMap<Long, Double> settled = new TreeMap<>(head);
        head.clear();
        return settled;
    }

    /** Returns when an hour can be settled, ms. */
    long due() {
        long oldest = hours.isEmpty() ? Long.MAX_VALUE : hours.firstKey();
        long first = perHour > 0 ? Math.min(oldest, Meter.hourOf(since)) : oldest;
        return first == Long.MAX_VALUE ? first : first + HourCost.HOUR + Meter.GRACE;
    }

    void write(DataOutput out) throws IOException {
        VarInts.write(perHour, out);
        VarInts.writeCount(since, out);
        VarInts.writeCount(hours.size(), out);
        for (Map.Entry<Long, Double> hour : hours.entrySet()) {
            VarInts.writeCount(hour.getKey(), out);
            VarInts.write(hour.getValue(), out);
        }
    }

    void read(DataInput in) throws IOException {
        perHour = VarInts.read(in);
        since = VarInts.readCount(in);
        for (long left = VarInts.readCount(in); left > 0; left--) {
            hours.put(VarInts.readCount(in), VarInts.read(in));
        }
    }
}
