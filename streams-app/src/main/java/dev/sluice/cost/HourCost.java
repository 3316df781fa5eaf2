package dev.sluice.cost;

import java.util.List;

/**
 * Replica-time and money of one service in one pool and hour, exact to the millisecond.
 *
 * @param hour start of the hour, epoch milliseconds
 * @param slices replica-time by price, in rising order of price
 * @param readyMillis replica-time of ready replicas, milliseconds
 * @param peak maximum number of replicas paid for at once
 */
public record HourCost(long hour, List<Slice> slices, long readyMillis, int peak) {
    /** Milliseconds of an hour. */
    public static final long HOUR = 3_600_000;

    public HourCost {
        slices = List.copyOf(slices);
    }

    /**
     * The part of the hour at one price.
     *
     * @param pricePerHour price of one replica for an hour
     * @param replicaMillis replica-time paid for, milliseconds
     * @param millis how long the price held, milliseconds
     */
    public record Slice(double pricePerHour, long replicaMillis, long millis) {}

    /** End of the hour, epoch milliseconds. */
    public long end() {
        return hour + HOUR;
    }

    /** Replica-time paid for, milliseconds. */
    public long replicaMillis() {
        return slices.stream().mapToLong(Slice::replicaMillis).sum();
    }

    /** How much of the hour is known, milliseconds. */
    public long knownMillis() {
        return slices.stream().mapToLong(Slice::millis).sum();
    }

    /** Price × replica-time, in the currency of the price list. */
    public double cost() {
        return slices.stream()
                .mapToDouble(slice -> slice.pricePerHour() * ((double) slice.replicaMillis() / HOUR))
                .sum();
    }

    /** What {@code replicas} all the time would have cost. */
    public double costOf(int replicas) {
        return slices.stream()
                .mapToDouble(slice -> slice.pricePerHour() * ((double) slice.millis() * replicas / HOUR))
                .sum();
    }

    /** What running this hour's peak all the time would have cost. */
    public double staticPeakCost() {
        return costOf(peak);
    }

    /** Mean price of one replica for an hour: the cost over the replica-time, or the last price where none ran. */
    public double pricePerHour() {
        long time = replicaMillis();
        return time > 0 ? cost() * HOUR / time : slices.get(slices.size() - 1).pricePerHour();
    }
}
