package dev.sluice.cost;

import java.util.ArrayList;
import java.util.List;

/**
 * Meters the replica-time of one service in one pool from acknowledgements. It holds what is certain up to a whole
 * hour, and each reading since. Hours are integrated from the readings in order of time, so the order and number of
 * arrivals does not matter while their hour is open. A reading for a settled hour counts from the first open hour,
 * unless a newer one is known. It is a value: copied, stored and restored without loss.
 *
 * @param settledTo end of the last settled hour, epoch milliseconds
 * @param standing state of the pool at that time
 * @param readings readings since, in order
 * @param prices price changes since, in order
 */
public record Meter(long settledTo, MeterState standing, List<MeterReading> readings, List<PriceChange> prices) {
    /** How long an hour stays open for late readings, milliseconds. */
    public static final long GRACE = HourCost.HOUR;

    public Meter {
        readings = List.copyOf(readings);
        prices = List.copyOf(prices);
    }

    /** A meter that runs from the hour before {@code from}. */
    public static Meter startingAt(long from) {
        return new Meter(hourOf(from - GRACE), MeterState.NOTHING, List.of(), List.of());
    }

    /** This meter after an acknowledgement; the same meter if it says nothing new. */
    public Meter read(MeterReading reading) {
        if (reading.at() < standing.readAt() || readings.contains(reading) || isSettled(reading)) {
            return this;
        }
        return new Meter(settledTo, standing, inserted(readings, reading), prices);
    }

    /** True if the settled hours already contain it. */
    private boolean isSettled(MeterReading reading) {
        return reading.at() < settledTo && standing.after(reading).equals(standing);
    }

    /** This meter after a price change; the same meter if it says nothing new. */
    public Meter price(PriceChange change) {
        if (change.at() < standing.pricedAt() || prices.contains(change) || isSettled(change)) {
            return this;
        }
        return new Meter(settledTo, standing, readings, inserted(prices, change));
    }

    private boolean isSettled(PriceChange change) {
        return change.at() < settledTo && standing.after(change).equals(standing);
    }

    /** The open hours as known now, up to {@code now}; hours in which nothing was paid for are left out. */
    public List<HourCost> open(long now) {
        return new MeterReplay(this, Math.max(settledTo, now)).hours();
    }

    /** Closes the hours that ended a {@link #GRACE} before {@code now}. */
    public Settled settle(long now) {
        long to = hourOf(now - GRACE);
        if (to <= settledTo) {
            return new Settled(this, List.of());
        }
        MeterReplay tape = new MeterReplay(this, to);
        List<HourCost> closed = tape.hours();
        Meter rest = new Meter(
                to,
                tape.standing(),
                readings.stream().filter(reading -> reading.at() >= to).toList(),
                prices.stream().filter(change -> change.at() >= to).toList());
        return new Settled(rest, closed);
    }

    /** Replicas paid for at {@code now}, as far as known. */
    public MeterState standing(long now) {
        MeterReplay tape = new MeterReplay(this, Math.max(settledTo, now + 1));
        tape.hours();
        return tape.standing();
    }

    /** A meter with fewer open hours, and the closed hours, which no longer change. */
    public record Settled(Meter meter, List<HourCost> closed) {}

    /** Whether nothing is paid for, and nothing is known that would change that. */
    public boolean isIdle() {
        return standing.paid() == 0 && readings.isEmpty();
    }

    /** Newest price of one replica for an hour. */
    public double pricePerHour() {
        return prices.isEmpty()
                ? standing.pricePerHour()
                : prices.get(prices.size() - 1).pricePerHour();
    }

    /** Start of the hour that {@code millis} lies in, epoch milliseconds. */
    public static long hourOf(long millis) {
        return Math.floorDiv(millis, HourCost.HOUR) * HourCost.HOUR;
    }

    private static <T extends Comparable<T>> List<T> inserted(List<T> sorted, T item) {
        List<T> copy = new ArrayList<>(sorted);
        int at = copy.size();
        while (at > 0 && copy.get(at - 1).compareTo(item) > 0) {
            at--;
        }
        copy.add(at, item);
        return copy;
    }
}
