package dev.sluice.sizing;

import dev.sluice.demand.GroupLag;
import dev.sluice.demand.GroupLag.Partition;
import java.util.Optional;
import java.util.stream.Stream;

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
    /** So many times as many replicas share partitions evenly at most, before a partition is late. */
    private static final double LITTLE_MORE = 1.25;

    /** Records that wait and can be read. */
    public double readable() {
        return Math.max(0, waiting - lag.map(GroupLag::stuckLag).orElse(0L));
    }

    private double readableArrivals() {
        return Math.max(0, arrivals - lag.map(GroupLag::stuckArrivals).orElse(0.));
    }

    /**
     * Records that wait in partitions whose one reader, which reads what arrives there too, does not finish them in {@code
     * within} seconds. 0 if all are finished, or if partitions are not known.
     */
    public double beyondOneReader(double within) {
        return read().mapToDouble(p -> beyondOneReader(p, within)).sum();
    }

    private double beyondOneReader(Partition p, double within) {
        return Math.max(0, p.lag() - Math.max(0, capacity - p.arrivals()) * within);
    }

    private Stream<Partition> read() {
        return lag.stream().flatMap(group -> group.largest().stream()).filter(p -> !p.stuck());
    }

    /** Records that wait and are sized for, so that they and what arrives are read in {@code within} seconds. */
    public double sizable(double within) {
        return Math.max(0, readable() - beyondOneReader(within));
    }

    /** Records that arrive and are sized for, per second: without those beyond the one reader of their partition. */
    public double sizableArrivals() {
        double beyond =
                read().mapToDouble(p -> Math.max(0, p.arrivals() - capacity)).sum();
        return Math.max(0, readableArrivals() - beyond);
    }

    /**
     * The smallest count from {@code replicas} on whose busiest reader finishes its partitions in {@code within} seconds. A
     * reader has whole partitions, so more replicas help only once each has one partition less.
     *
     * <p>Example: 97 records arrive per second in 24 partitions, and one replica reads 10. Of ten replicas, four have three
     * partitions, in which 12 arrive. With twelve each has two, so twelve are needed. If far more were, the even share waits
     * until a partition is late.
     */
    public int evenly(int replicas, double within) {
        int partitions = lag.map(GroupLag::partitions).orElse(0);
        if (replicas < 1 || replicas >= partitions) {
            return replicas;
        }
        double deepest = finished(within).mapToDouble(Partition::lag).max().orElse(0);
        double each = deepest + sizableArrivals() / partitions * within;
        int most = (int) Math.min(partitions, Math.max(1, Math.floor(capacity * within / each)));
        int even = ceil(partitions, most);
        boolean late = deepest * ceil(partitions, replicas) > capacity * within;
        return even <= LITTLE_MORE * replicas || late ? Math.max(replicas, even) : replicas;
    }

    private Stream<Partition> finished(double within) {
        return read().filter(p -> beyondOneReader(p, within) == 0);
    }

    /**
     * Returns true if more waits than arrives in a {@code share} of {@code within} seconds: in all, or in one partition that
     * its reader finishes.
     */
    public boolean isMuch(double share, double within) {
        double fair =
                lag.map(group -> arrivals / Math.max(1, group.partitions())).orElse(arrivals);
        return sizable(within) > share * within * arrivals
                || finished(within).anyMatch(p -> p.lag() > share * within * Math.max(fair, p.arrivals()));
    }

    private static int ceil(int partitions, int each) {
        return (partitions + each - 1) / each;
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
