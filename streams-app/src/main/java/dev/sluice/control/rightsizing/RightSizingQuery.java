package dev.sluice.control.rightsizing;

import dev.sluice.allocation.Pool;
import dev.sluice.allocation.rightsizing.recommender.SizeAdvice;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Placement;
import dev.sluice.policy.Resources;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.SizeTerms;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Asks for the resources of a service's replicas, if its policy states bounds for them.
 *
 * @param learned what its replicas use
 * @param terms the bounds of their resources
 * @param policy the policy in force
 * @param pool the pool in whose replicas the count is given, if it is declared
 * @param now time of the question, ms
 */
public record RightSizingQuery(
        ResourceLearner learned, SizeTerms terms, ScalingPolicy policy, Optional<Pool> pool, long now) {
    /** Returns the advised resources of one replica; empty while little is known. */
    public Optional<SizeAdvice> advice() {
        return learned.advice(terms, pool);
    }

    /** Returns resources and replica count for a demand; empty if resources are not commanded. */
    public Optional<RightSizingChoice> choose(double demand, Bounds bounds, ServiceFleet fleet) {
        OptionalDouble stated = stated();
        if (terms.mode() != Mode.ACT || stated.isEmpty() || demand <= 0) {
            return Optional.empty();
        }
        RightSizingChoice.Ask ask = new RightSizingChoice.Ask(
                demand,
                bounds,
                stated.getAsDouble(),
                fleet.size().stated(),
                fleet.size().size(),
                policy.leadTime().orElseGet(fleet.leads()::leadTime),
                policy.placement().moves());
        return Optional.of(learned.choose(ask, terms, pool, now));
    }

    /** Returns what one replica serves by the policy, at the resources that ran before any were commanded. */
    public OptionalDouble stated() {
        Placement placement = policy.placement();
        boolean own = !placement.pools().isEmpty()
                && placement.pools().get(0).perReplica().isPresent();
        return own ? placement.pools().get(0).perReplica() : policy.demand().perReplica();
    }

    /** Returns the resources before any were commanded, by the replicas' own reports. */
    public Optional<Resources> given() {
        return learned.given();
    }
}
