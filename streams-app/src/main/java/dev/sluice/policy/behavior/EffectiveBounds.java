package dev.sluice.policy.behavior;

import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.trace.DecisionTrace;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;

/**
 * The bounds in effect at one time, and who set them.
 *
 * @param bounds minimum and maximum replica count
 * @param below the reason if a proposal is raised to the minimum
 * @param above the reason if a proposal is lowered to the maximum
 * @param author who set them, in one sentence
 */
public record EffectiveBounds(Bounds bounds, Reason below, Reason above, String author) {
    /** The bounds of the policy itself. */
    public static EffectiveBounds ofPolicy(Bounds bounds) {
        return new EffectiveBounds(bounds, Reason.BELOW_MINIMUM, Reason.ABOVE_MAXIMUM, bounds.describe());
    }

    /** Bounds that an override or a schedule set. */
    public static EffectiveBounds setBy(String author, Reason reason, Bounds bounds) {
        return new EffectiveBounds(bounds, reason, reason, author);
    }

    /** Clamps the replica count to the bounds. */
    DecisionTrace keep(DecisionTrace trace) {
        return bounds.clamp(trace.replicas()) == trace.replicas() ? trace : clamped(trace);
    }

    private DecisionTrace clamped(DecisionTrace trace) {
        int bounded = bounds.clamp(trace.replicas());
        return trace.to(bounded, Stage.Name.BOUNDS, reason(trace.replicas(), bounded), author);
    }

    /** Why {@code wanted} became {@code bounded}. */
    public Reason reason(int wanted, int bounded) {
        return bounded > wanted ? below : above;
    }
}
