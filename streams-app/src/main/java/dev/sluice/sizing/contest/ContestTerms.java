package dev.sluice.sizing.contest;

import dev.sluice.text.NumberText;

/**
 * The limits that a contest works within.
 *
 * @param share maximum share of demand that may find no capacity
 * @param costLimit a rule that needs more than this many times the replicas that demand needed is excluded, even if
 *     no cheaper rule keeps the share. It states how much it is worth to survive a burst that was never observed
 * @param min minimum replica count
 * @param max maximum replica count
 */
public record ContestTerms(double share, double costLimit, int min, int max) {
    /** Cost limit used when the policy does not set one. */
    public static final double COST_LIMIT = 10;

    /**
     * What starting a replica costs in the contest, even without a price, in lead times of one replica: it is paid for
     * while it is not ready.
     */
    static final double START_COST = 1;

    public ContestTerms {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("share must be above 0 and below 1, not " + NumberText.exactly(share));
        }
        if (!(costLimit >= 1)) {
            throw new IllegalArgumentException("costLimit must be at least 1, not " + NumberText.exactly(costLimit));
        }
        if (min < 0 || max < Math.max(1, min)) {
            throw new IllegalArgumentException(
                    "sizes must satisfy 0 <= min <= max and max >= 1, not " + min + ", " + max);
        }
    }

    /** Terms with the default cost limit. */
    public static ContestTerms of(double share, int min, int max) {
        return new ContestTerms(share, COST_LIMIT, min, max);
    }

    int clamp(double replicas) {
        return (int) Math.max(Math.max(1, min), Math.min(max, replicas));
    }
}
