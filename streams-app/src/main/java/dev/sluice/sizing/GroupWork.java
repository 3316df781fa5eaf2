package dev.sluice.sizing;

import dev.sluice.demand.GroupLag;
import java.util.Optional;

/**
 * The work of a consumer group, and what of it more replicas can change. A partition is read by one member at a time, so
 * a partition that has far more than the others takes as long as one replica takes for it, and more replicas than
 * partitions read nothing. What waits in stuck partitions is not counted: no replica reads it.
 *
 * <p>Example: 90,000 records wait, 80,000 of them in one of twelve partitions, and one replica reads 100 per second. Within
 * five minutes one replica reads 30,000, so 50,000 are beyond that partition's reader, and 40,000 are left to size for.
 *
 * @param waiting records that wait (a count)
 * @param arrivals records that arrive, per second
 * @param capacity records that one replica reads, per second
 * @param lag how the group stands; empty for work that any replica may do
 */
public record GroupWork(double waiting, double arrivals, double capacity, Optional<GroupLag> lag) {
    /** Records that wait and can be read. */
    public double readable() {
        return Math.max(0, waiting - lag.map(GroupLag::stuckLag).orElse(0L));
    }

    private double readableArrivals() {
        return Math.max(0, arrivals - lag.map(GroupLag::stuckArrivals).orElse(0.));
    }

    /**
     * Records that wait in the largest partition and that its one reader, which reads what arrives there too, does not
     * finish in {@code within} seconds. 0 if it does, or if partitions are not known.
     */
    public double beyondOneReader(double within) {
        return lag.flatMap(GroupLag::largestRead)
                .map(p -> Math.max(0, p.lag() - Math.max(0, capacity - p.arrivals()) * within))
                .orElse(0.);
    }

    /** Records that wait and are sized for, so that they and what arrives are read in {@code within} seconds. */
    public double sizable(double within) {
        return Math.max(0, readable() - beyondOneReader(within));
    }

    /** Records that arrive and are sized for, per second: without those beyond the reader of the largest partition. */
    public double sizableArrivals() {
        double beyond = lag.flatMap(GroupLag::largestRead)
                .map(p -> Math.max(0, p.arrivals() - capacity))
                .orElse(0.);
        return Math.max(0, readableArrivals() - beyond);
    }

    /** Seconds until nothing waits that can be read, with {@code replicas} at work; infinite if they never catch up. */
    public double secondsToDrain(int replicas) {
        int readers = lag.map(group -> Math.min(replicas, group.partitions())).orElse(replicas);
        double all = seconds(readable(), readableArrivals(), readers * capacity);
        double largest = lag.flatMap(GroupLag::largestRead)
                .map(p -> seconds((double) p.lag(), p.arrivals(), Math.min(1, readers) * capacity))
                .orElse(0.);
        return Math.max(all, largest);
    }

    private static double seconds(double waiting, double arrivals, double capacity) {
        if (waiting <= 0) {
            return 0;
        }
        return capacity > arrivals ? waiting / (capacity - arrivals) : Double.POSITIVE_INFINITY;
    }
}
