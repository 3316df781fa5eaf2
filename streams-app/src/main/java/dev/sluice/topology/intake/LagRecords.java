package dev.sluice.topology.intake;

import dev.sluice.demand.GroupLag;
import dev.sluice.events.ConsumerGroupLag;
import dev.sluice.events.PartitionLag;

/** How a consumer group stands, in records and back. */
public final class LagRecords {
    private LagRecords() {}

    public static GroupLag lag(ConsumerGroupLag r) {
        return new GroupLag(
                r.getGroup(),
                r.getPartitions(),
                r.getUnknownPartitions(),
                r.getUncommittedPartitions(),
                r.getReading(),
                r.getStuckPartitions(),
                r.getStuckLag(),
                r.getLargest().stream().map(LagRecords::partition).toList());
    }

    private static GroupLag.Partition partition(PartitionLag p) {
        return new GroupLag.Partition(p.getTopic(), p.getPartition(), p.getLag(), p.getArrivals(), p.getStuck());
    }

    public static ConsumerGroupLag record(GroupLag lag) {
        return new ConsumerGroupLag(
                lag.group(),
                lag.partitions(),
                lag.unknown(),
                lag.uncommitted(),
                lag.reading(),
                lag.stuck(),
                lag.stuckLag(),
                lag.largest().stream().map(LagRecords::record).toList());
    }

    private static PartitionLag record(GroupLag.Partition p) {
        return new PartitionLag(p.topic(), p.partition(), p.lag(), p.arrivals(), p.stuck());
    }
}
