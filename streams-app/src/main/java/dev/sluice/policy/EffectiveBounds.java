package dev.sluice.policy;

import dev.sluice.policy.ScalingPolicy.Bounds;

/**
 * The bounds that hold at one time, and who set them.
 *
 * @param bounds smallest and largest size
 * @param below the reason of a size that is raised to the smallest
 * @param above the reason of a size that is lowered to the largest
 * @param author who set them, in one sentence
 */
public record EffectiveBounds(Bounds bounds, Reason below, Reason above, String author) {
    /** The policy's own. */
    public static EffectiveBounds ofPolicy(Bounds bounds) {
        return new EffectiveBounds(
                bounds, Reason.BELOW_MINIMUM, Reason.ABOVE_MAXIMUM, bounds.min() + " to " + bounds.max());
    }

    /** Bounds that an override or a schedule set. */
    public static EffectiveBounds setBy(String author, Reason reason, Bounds bounds) {
        return new EffectiveBounds(bounds, reason, reason, author);
    }

    /** Keeps a size within the bounds. */
    DecisionTrace keep(DecisionTrace trace) {
        int bounded = bounds.clamp(trace.replicas());
        return trace.to(bounded, Stage.Name.BOUNDS, reason(trace.replicas(), bounded), author);
    }

    /** Why {@code wanted} became {@code bounded}. */
    public Reason reason(int wanted, int bounded) {
        return bounded > wanted ? below : above;
    }
}
