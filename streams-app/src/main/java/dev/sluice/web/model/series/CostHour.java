package dev.sluice.web.model.series;

import dev.sluice.events.ResourceCost;
import org.jspecify.annotations.Nullable;

/**
 * One hour of a service in one pool.
 *
 * @param hour its start, epoch ms
 * @param cost money so far
 * @param staticPeakCost what its largest size would have cost all hour long
 * @param spentThisMonth by the service in all pools, in the month of this hour so far; null where that is not told
 */
public record CostHour(
        long hour,
        String pool,
        String tenant,
        double replicaSeconds,
        double readySeconds,
        double pricePerHour,
        double cost,
        double staticPeakCost,
        int peak,
        boolean closed,
        @Nullable Double spentThisMonth) {
    static CostHour of(ResourceCost cost) {
        return new CostHour(
                cost.getHour().toEpochMilli(),
                cost.getPool(),
                cost.getTenant(),
                cost.getReplicaSeconds(),
                cost.getReadySeconds(),
                cost.getPricePerHour(),
                cost.getCost(),
                cost.getStaticPeakCost(),
                cost.getPeak(),
                cost.getClosed(),
                cost.getSpentThisMonth());
    }
}
