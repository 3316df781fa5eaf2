package dev.sluice.control.placement.problem;

import dev.sluice.allocation.batch.BatchPlan;
import dev.sluice.control.message.money.SpendLimit;
import dev.sluice.policy.trace.Reason;
import java.util.Map;
import java.util.Optional;

/**
 * One way to carry a load, as the search finds it.
 *
 * @param replicas replicas of each pool
 * @param reason why this option
 * @param detail why, in words
 * @param plan how the work is finished, if it has a deadline
 * @param limit the spending limit of the search
 */
public record PlacementOption(
        Map<String, Integer> replicas, Reason reason, String detail, Optional<BatchPlan> plan, SpendLimit limit) {
    public PlacementOption withPlan(Optional<BatchPlan> other) {
        return new PlacementOption(replicas, reason, detail, other, limit);
    }

    public PlacementOption because(Reason other) {
        return new PlacementOption(replicas, other, detail, plan, limit);
    }

    public PlacementOption under(SpendLimit other) {
        return new PlacementOption(replicas, reason, detail, plan, other);
    }
}
