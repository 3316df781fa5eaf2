package dev.sluice.control.placement.problem;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.money.BudgetUse;
import dev.sluice.policy.trace.DecisionTrace;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the replicas of a service will run.
 *
 * @param target replica count, in replicas of the first pool
 * @param replicas replicas of each pool; empty if all stay as they are
 * @param claims claims on limited pools
 * @param waits whether nothing may change before a claim is answered
 * @param budget what was asked of the budgets and suppressed by them; empty if nothing was placed
 * @param trace how it came about
 */
public record PlacementResult(
        int target,
        Map<String, Integer> replicas,
        List<SharedClaim> claims,
        boolean waits,
        Optional<BudgetUse> budget,
        DecisionTrace trace) {
    public PlacementResult {
        replicas = Collections.unmodifiableMap(new TreeMap<>(replicas));
        claims = List.copyOf(claims);
    }

    /** Returns a result in which everything stays as it is. */
    public static PlacementResult unchanged(ServiceFleet fleet, DecisionTrace trace) {
        return new PlacementResult(fleet.ordered(), Map.of(), List.of(), false, Optional.empty(), trace);
    }

    /** Returns a result with all replicas in the only pool. */
    public static PlacementResult ofOnlyPool(DecisionTrace trace) {
        int target = trace.replicas();
        return new PlacementResult(
                target, Map.of(ServiceFleet.ONLY, target), List.of(), false, Optional.empty(), trace);
    }

    /** Returns replicas of pools, before anything is claimed for them. */
    public static PlacementResult of(Map<String, Integer> replicas, ServiceFleet fleet, DecisionTrace trace) {
        return new PlacementResult(fleet.counted(replicas), replicas, List.of(), false, Optional.empty(), trace);
    }

    /** Returns this result with {@code more} replicas of a pool until others are ready. */
    public PlacementResult adding(int more, String pool, ServiceFleet fleet, Stage.Name name, String detail) {
        Map<String, Integer> sum = new TreeMap<>(replicas);
        sum.merge(pool, more, Integer::sum);
        int counted = fleet.counted(sum);
        Stage stage = new Stage(name, fleet.ordered(), counted, Reason.HANDOVER, detail);
        return new PlacementResult(counted, sum, claims, waits, budget, trace.with(stage));
    }

    public PlacementResult withClaims(List<SharedClaim> others) {
        return new PlacementResult(target, replicas, others, waits, budget, trace);
    }

    /** Returns this result, with nothing changing before a claim is answered. */
    public PlacementResult waiting() {
        return new PlacementResult(target, replicas, claims, true, budget, trace);
    }

    public PlacementResult withBudget(BudgetUse use) {
        return new PlacementResult(target, replicas, claims, waits, Optional.of(use), trace);
    }
}
