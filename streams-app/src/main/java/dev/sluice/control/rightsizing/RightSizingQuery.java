package dev.sluice.control.rightsizing;

import dev.sluice.allocation.Pool;
import dev.sluice.allocation.rightsizing.SizeAdvice;
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
 * How large the replicas of a service should be: asked where its policy says how large they may be.
 *
 * @param learned what its replicas use
 * @param terms how large they may be
 * @param policy the policy in force
 * @param pool the pool that replicas are counted in, where one is declared
 * @param now when, ms
 */
public record RightSizingQuery(
        ResourceLearner learned, SizeTerms terms, ScalingPolicy policy, Optional<Pool> pool, long now) {
    /** What one replica should be given; empty while little is known. */
    public Optional<SizeAdvice> advice() {
        return learned.advice(terms, pool);
    }

    /** Size and count for a demand; empty where the size is not commanded. */
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
                policy.leadTime().orElseGet(fleet::leadTime),
                policy.placement().moves());
        return Optional.of(learned.choose(ask, terms, pool, now));
    }

    /** What one replica serves by the policy, at the size that ran before any was commanded. */
    public OptionalDouble stated() {
        Placement placement = policy.placement();
        boolean own = !placement.pools().isEmpty()
                && placement.pools().get(0).perReplica().isPresent();
        return own ? placement.pools().get(0).perReplica() : policy.demand().perReplica();
    }

    /** What ran before any size was commanded, by the replicas' own reports. */
    public Optional<Resources> given() {
        return learned.given();
    }
}
