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
 * @param parts the parts of a replica that a fleet can grow or shrink by: 1 if all replicas are alike. Replicas of other
 *     sizes can be mixed in steps that are smaller than the first pool's replica
 */
public record ContestTerms(double share, double costLimit, int min, int max, int parts) {
    /** Cost limit used when the policy does not set one. */
    public static final double COST_LIMIT = 10;

    /**
     * What starting a replica costs in the contest, even without a price, in lead times of one replica: it is paid for
     * while it is not ready.
     */
    static final double START_COST = 1;

    /**
     * Parts of a replica where several pools are mixed. Example: with replicas for 10 and for 6 per second, 22 are carried by
     * 10 + 6 + 6, and 26 by 10 + 10 + 6. Counted in whole replicas of the first pool, it would be three for both, and what a rule
     * starts and stops between them would cost it nothing.
     */
    private static final int PARTS_OF_MIXED = 4;

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

    /** Terms of replicas that are all alike. */
    public ContestTerms(double share, double costLimit, int min, int max) {
        this(share, costLimit, min, max, 1);
    }

    /** The same terms for a fleet of replicas of several sizes. */
    public ContestTerms mixed() {
        return new ContestTerms(share, costLimit, min, max, PARTS_OF_MIXED);
    }

    /** Terms with the default cost limit. */
    public static ContestTerms of(double share, int min, int max) {
        return new ContestTerms(share, COST_LIMIT, min, max);
    }

    /** The smallest fleet that carries a level, in replicas: rounded up to a part, within the limits. */
    double fleet(double level) {
        double least = Math.ceil(level * parts - 1e-6) / parts;
        return Math.max(Math.max(1, min), Math.min(max, least));
    }

    int clamp(double replicas) {
        return (int) Math.max(Math.max(1, min), Math.min(max, replicas));
    }
}
