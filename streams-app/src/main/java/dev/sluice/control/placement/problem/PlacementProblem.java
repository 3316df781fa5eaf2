package dev.sluice.control.placement.problem;

import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.control.message.money.BudgetGate;
import dev.sluice.control.message.proposal.Load;
import dev.sluice.control.message.proposal.RoleNeed;
import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What has to be placed, and where it can run.
 *
 * @param load what the replicas have to carry
 * @param policy the policy in force
 * @param offers available pools
 * @param fleet what runs and is ordered
 * @param budget what budgets allow
 * @param trigger what caused the decision
 * @param at time of the decision, ms
 * @param roles how many replicas of each role, if they have two
 */
public record PlacementProblem(
        Load load,
        ScalingPolicy policy,
        List<PoolOffer> offers,
        ServiceFleet fleet,
        BudgetGate budget,
        Trigger trigger,
        long at,
        Optional<RoleNeed> roles) {
    /** A problem of replicas that all do the same. */
    public PlacementProblem(
            Load load,
            ScalingPolicy policy,
            List<PoolOffer> offers,
            ServiceFleet fleet,
            BudgetGate budget,
            Trigger trigger,
            long at) {
        this(load, policy, offers, fleet, budget, trigger, at, Optional.empty());
    }

    /** Returns the same problem with another load. */
    public PlacementProblem carrying(Load other) {
        return new PlacementProblem(other, policy, offers, fleet, budget, trigger, at, roles);
    }

    public Placement placement() {
        return policy.placement();
    }

    /** Returns the price per hour of replicas in available pools. */
    public double price(Map<String, Integer> replicas) {
        return offers.stream()
                .mapToDouble(offer -> replicas.getOrDefault(offer.pool().name(), 0)
                        * offer.pool().pricePerHour())
                .sum();
    }
}
