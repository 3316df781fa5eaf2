package dev.sluice.demand;

import java.util.List;
import java.util.Optional;

/**
 * How a consumer group stands with the partitions that it reads. Records are counted by their offsets, so markers of
 * transactions and gaps that compaction left count too.
 *
 * @param group name of the group
 * @param partitions partitions that it reads (a count): more members read nothing
 * @param unknown those of them that no broker told anything of: the last that was known of them is held
 * @param uncommitted those that hold records and have no committed offset, all of them if none was ever committed: only
 *     what arrived since they were first seen counts as waiting
 * @param reading false if records wait and no committed offset has moved for some time
 * @param stuck partitions whose lag grows and whose committed offset does not move, while those of others do (a count)
 * @param stuckLag records that wait in them (a count)
 * @param largest the partitions with the largest lag, largest first
 */
public record GroupLag(
        String group,
        int partitions,
        int unknown,
        int uncommitted,
        boolean reading,
        int stuck,
        long stuckLag,
        List<Partition> largest) {
    /** Most partitions that are told one by one. */
    public static final int MOST_LARGEST = 8;

    /** So many times as much is about as much. */
    private static final double ABOUT = 1.25;

    public GroupLag {
        largest = List.copyOf(largest);
        if (partitions < 0 || unknown < 0 || uncommitted < 0 || stuck < 0 || stuckLag < 0) {
            throw new IllegalArgumentException("counts are at least zero");
        }
    }

    /**
     * How it stands with one partition.
     *
     * @param lag records that wait (a count)
     * @param arrivals records that arrive, per second
     */
    public record Partition(String topic, int partition, long lag, double arrivals, boolean stuck) {
        public Partition {
            if (partition < 0 || lag < 0 || !(arrivals >= 0)) {
                throw new IllegalArgumentException("numbers of a partition are at least zero");
            }
        }

        /** Its name as Kafka writes it: {@code orders-3}. */
        public String name() {
            return topic + "-" + partition;
        }
    }

    /** True if no partition has a committed offset: nothing tells what the group has read. */
    public boolean isUncommitted() {
        return partitions > 0 && uncommitted == partitions;
    }

    /** The partition with the largest lag of those that are read; empty if none is told. */
    public Optional<Partition> largestRead() {
        return largest.stream().filter(partition -> !partition.stuck()).findFirst();
    }

    /**
     * Records that wait if as many wait in each partition as in one of those with the least; 0 if that is not known. Of the
     * partitions that are not told one by one, it is known only if they have about as much as the largest, on average.
     *
     * @param waiting records that wait in all partitions
     */
    public double everywhere(double waiting) {
        int others = partitions - largest.size();
        if (others <= 0 || largest.isEmpty()) {
            return partitions
                    * largest.stream().mapToDouble(Partition::lag).min().orElse(0);
        }
        double told = largest.stream().mapToDouble(Partition::lag).sum();
        double mean = Math.max(0, waiting - told) / others;
        return largest.get(0).lag() <= ABOUT * mean ? mean * partitions : 0;
    }

    /** Records per second that arrive in stuck partitions, as far as these are told one by one. */
    public double stuckArrivals() {
        return largest.stream()
                .filter(Partition::stuck)
                .mapToDouble(Partition::arrivals)
                .sum();
    }
}
