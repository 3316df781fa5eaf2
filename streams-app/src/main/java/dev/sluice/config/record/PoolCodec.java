package dev.sluice.config.record;

import dev.sluice.allocation.Pool;
import dev.sluice.events.ResourcePool;
import dev.sluice.events.SpotTerms;
import java.time.Duration;
import java.util.Optional;

/** Turns pools into records of {@code resource-pools} and back. */
public final class PoolCodec {
    private PoolCodec() {}

    /** The record of a pool. */
    public static ResourcePool toRecord(Pool pool) {
        return ResourcePool.newBuilder()
                .setName(pool.name())
                .setPerReplica(ResourcesCodec.toRecord(pool.perReplica()))
                .setPricePerHour(pool.pricePerHour())
                .setLimit(pool.limit() == Pool.UNLIMITED ? null : pool.limit())
                .setLeadTimeMs(pool.leadTime().toMillis())
                .setSpot(pool.spot()
                        .map(spot -> new SpotTerms(spot.interruptionsPerHour()))
                        .orElse(null))
                .build();
    }

    /**
     * The pool of a record.
     *
     * @throws IllegalArgumentException where the record holds what no pool can
     */
    public static Pool fromRecord(ResourcePool record) {
        return new Pool(
                record.getName(),
                ResourcesCodec.fromRecord(record.getPerReplica()),
                record.getPricePerHour(),
                record.getLimit() == null ? Pool.UNLIMITED : record.getLimit(),
                Duration.ofMillis(record.getLeadTimeMs()),
                Optional.ofNullable(record.getSpot()).map(spot -> new Pool.Spot(spot.getInterruptionsPerHour())));
    }
}
