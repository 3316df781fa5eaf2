package dev.sluice.web.model.summary;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service at a glance, under the names of the HTTP API. Null: not known. Amounts of demand are units per second, or the
 * level for signals that have one.
 *
 * @param service its name
 * @param state ok, attention, trouble or unknown
 * @param why one sentence where it is not ok
 * @param signal what its demand is measured in
 * @param unit that as people write it
 * @param demand of the last window
 * @param forecast point forecast at the lead time
 * @param upper demand that the deciding rule provides for
 * @param ready ready replicas
 * @param ordered replicas ordered
 * @param target replicas decided
 * @param capacity what the ready replicas serve
 * @param perReplica what one replica serves
 * @param pools replicas by pool; empty where it has one
 * @param unservedShare share of demand that the deciding rule would have left unserved lately
 * @param allowedUnserved share of demand that its objective allows to go unserved
 * @param objective its objective in words
 * @param costPerHour price of the replicas decided
 * @param mode ACT or ADVISE
 * @param reason why it has this size
 * @param detail the decision in one sentence
 * @param leadTimeMs planned time from an order to a ready replica
 * @param at when it was decided, epoch ms
 * @param spark the last 60 demands, oldest first; null where no report came
 * @param overrides how many overrides and schedules are set
 */
public record Summary(
        String service,
        String state,
        String why,
        @Nullable String signal,
        String unit,
        @Nullable Double demand,
        @Nullable Double forecast,
        @Nullable Double upper,
        @Nullable Integer ready,
        @Nullable Integer ordered,
        @Nullable Integer target,
        @Nullable Double capacity,
        @Nullable Double perReplica,
        List<PoolPart> pools,
        @Nullable Double unservedShare,
        @Nullable Double allowedUnserved,
        String objective,
        @Nullable Double costPerHour,
        @Nullable String mode,
        @Nullable String reason,
        String detail,
        @Nullable Long leadTimeMs,
        @Nullable Long at,
        List<@Nullable Double> spark,
        int overrides) {
    /** What it has in one pool. */
    public record PoolPart(
            String pool, int target, @Nullable Integer ready) {}
}
