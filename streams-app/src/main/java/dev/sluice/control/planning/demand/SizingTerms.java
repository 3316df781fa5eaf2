package dev.sluice.control.planning.demand;

import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.sizing.contest.ContestTerms;

/** The terms of the sizing contest under a policy. */
public final class SizingTerms {
    private SizingTerms() {}

    /** Returns the terms of the sizing contest. A latency or drain-time objective is expressed as a served share. */
    public static ContestTerms of(ScalingPolicy policy) {
        ContestTerms terms = new ContestTerms(
                policy.objective().share(),
                policy.tuning().costLimit().orElse(ContestTerms.COST_LIMIT),
                policy.replicas().min(),
                policy.replicas().max());
        Placement placement = policy.placement();
        boolean mixes = placement.pools().size() > 1 && placement.roles().isEmpty();
        return mixes ? terms.mixed() : terms;
    }
}
