package dev.sluice.control.billing;

import dev.sluice.cost.HourCost;
import dev.sluice.cost.Meter;
import dev.sluice.cost.Meter.Settled;
import dev.sluice.cost.MeterReading;
import dev.sluice.cost.PriceChange;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The meter of one pool of a service, and what of it was reported: a change within a minute, each hour when it is over,
 * and the final value when it is settled.
 */
final class PoolMeter {
    /** Minimum time between two updates, and maximum time from a change to its update, ms. */
    private static final long UPDATE = 60_000;

    private static final long NOTHING = Long.MAX_VALUE;

    private Meter meter;
    private Settled ended;
    private long saidAt;
    private long changedFrom;

    private PoolMeter(Meter meter, long saidAt, long changedFrom) {
        this.meter = meter;
        this.ended = new Settled(meter, List.of());
        this.saidAt = saidAt;
        this.changedFrom = changedFrom;
    }

    /** Opens a meter at {@code from}, with a price. */
    static PoolMeter open(long from, double pricePerHour) {
        Meter meter = Meter.startingAt(from);
        return new PoolMeter(meter.price(new PriceChange(meter.settledTo(), pricePerHour)), from, NOTHING);
    }

    /** Takes in a reading; returns true if it was new. */
    boolean read(MeterReading reading) {
        Meter next = meter.read(reading);
        boolean isNew = !next.equals(meter);
        if (isNew) {
            become(next);
            changedFrom = Math.min(changedFrom, reading.at());
        }
        return isNew;
    }

    /** Sets the price of a replica from {@code now} on; returns true if that is a change. */
    boolean price(double pricePerHour, long now) {
        if (pricePerHour == meter.pricePerHour()) {
            return false;
        }
        if (meter.isIdle()) {
            // prices of hours in which nothing ran are not needed
            become(meter.settle(now).meter());
        }
        long last = meter.prices().isEmpty()
                ? meter.standing().pricedAt()
                : meter.prices().get(meter.prices().size() - 1).at();
        // a clock that was set back does not make the newest price an old one
        become(meter.price(new PriceChange(Math.max(now, last + 1), pricePerHour)));
        return true;
    }

    /**
     * Returns when something is due to be reported, ms, hours {@code spread} after their end; never while nothing runs.
     */
    long due(long spread) {
        long update = updateDue();
        return meter.isIdle() ? update : Math.min(update, Math.min(endOfHour(), settlingDue()) + spread);
    }

    private long updateDue() {
        return changedFrom == NOTHING ? NOTHING : Math.max(changedFrom, saidAt) + UPDATE;
    }

    private long endOfHour() {
        return Meter.hourOf(saidAt) + HourCost.HOUR;
    }

    private long settlingDue() {
        return meter.settledTo() + HourCost.HOUR + Meter.GRACE;
    }

    /** Settles the hours that can no longer change. */
    List<HourCost> settle(long now) {
        Settled settled = meter.settle(now);
        become(settled.meter());
        return settled.closed();
    }

    /** Returns the money per hour that is paid at {@code now} (ms). */
    double perHour(long now) {
        return meter.isIdle() ? 0 : ended(now).meter().standing(now).paid() * meter.pricePerHour();
    }

    /** Returns the open hours as they stand. */
    List<HourCost> open(long now) {
        List<HourCost> hours = new ArrayList<>(ended(now).closed());
        hours.addAll(ended(now).meter().open(now));
        return hours;
    }

    private void become(Meter next) {
        meter = next;
        ended = new Settled(next, List.of());
    }

    /** Returns what is known up to the present hour, which stays until something new is reported for it. */
    private Settled ended(long now) {
        long hour = Meter.hourOf(now);
        if (ended.meter().settledTo() > hour) {
            ended = new Settled(meter, List.of());
        }
        if (ended.meter().settledTo() < hour) {
            ended = meter.settle(hour + Meter.GRACE);
        }
        return ended;
    }

    /** Returns the open hours to report: those that are over, and those that changed. */
    List<HourCost> say(long now) {
        boolean update = updateDue() <= now;
        if (!update && endOfHour() > now) {
            return List.of();
        }
        long over = saidAt;
        long touched = update ? changedFrom : NOTHING;
        saidAt = now;
        changedFrom = update ? NOTHING : changedFrom;
        return open(now).stream()
                .filter(hour -> (hour.end() > over && hour.end() <= now) || hour.end() > touched)
                .toList();
    }

    void write(DataOutput out) throws IOException {
        MeterCodec.write(meter, out);
        VarInts.writeCount(saidAt, out);
        out.writeBoolean(changedFrom != NOTHING);
        if (changedFrom != NOTHING) {
            VarInts.writeCount(changedFrom, out);
        }
    }

    static PoolMeter read(DataInput in) throws IOException {
        return new PoolMeter(
                MeterCodec.read(in), VarInts.readCount(in), in.readBoolean() ? VarInts.readCount(in) : NOTHING);
    }
}
