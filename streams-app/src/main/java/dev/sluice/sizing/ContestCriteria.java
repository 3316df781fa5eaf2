package dev.sluice.sizing;

/**
 * How the rules of a contest are judged.
 *
 * <p>A rule keeps the promise when what its fleet left unserved is within {@code aim} of the promised share over the
 * long memory and within {@code lately} times that share over the short one. The cheapest that keep it decide together.
 * The rule that decides has kept it up to the whole share: noise would otherwise move it across {@code aim} and back, and
 * the size with it.
 *
 * @param aim part of the promised share that a rule may use up
 * @param lately the same in the short memory, where a single bad hour weighs more
 * @param bonus part of its cost that is forgiven to the rule that leads already, so that equals do not take turns
 * @param price cost that a whole promised share too much is worth where no rule keeps the promise
 * @param memory half-lives of the long and the short memory, seconds
 * @param committee most rules that decide together
 * @param near how much dearer than the leading rule they may be
 * @param stay how much dearer than the leading rule the one that decides may become before another decides: each change
 *     of rule is a change of size
 */
record ContestCriteria(
        double aim, double lately, double bonus, double price, Memory memory, int committee, double near, double stay) {
    static final ContestCriteria STANDARD =
            new ContestCriteria(.85, 2, .03, 1, new Memory(3 * 86400, 6 * 3600), 15, 1.03, 1.05);

    /** First windows, which nobody's record decides, and the utilization that they are sized for. */
    static final int COLD_WINDOWS = 10;

    static final double COLD_UTILIZATION = .5;

    private static final double FAILED = 1e6;
    private static final double TOO_DEAR = 1e9;

    /** Seconds after which a window counts half. */
    record Memory(double slow, double quick) {
        float slowRate(long seen, double windowSeconds) {
            return rate(slow, seen, windowSeconds);
        }

        float quickRate(long seen, double windowSeconds) {
            return rate(quick, seen, windowSeconds);
        }

        /** Weight of the newest window: large at first, so that the time of learning is soon forgotten. */
        private static float rate(double halfLife, long seen, double windowSeconds) {
            double steady = 1 - Math.pow(.5, windowSeconds / halfLife);
            return (float) Math.max(steady, Math.min(.3, 2.6 / (seen + 10)));
        }
    }

    /**
     * Lowest decides: the cheapest that keep the promise, then the best compromise, then those over the cost limit.
     *
     * @param unserved share of demand, in promised shares
     * @param unservedLately the same in the short memory
     * @param cost replicas over those needed
     * @param allowed promised shares that it may have left unserved
     */
    double score(double unserved, double unservedLately, double cost, double allowed, ContestTerms terms) {
        if (cost > terms.costLimit()) {
            return TOO_DEAR + cost;
        }
        double over = Math.max(unserved - allowed, unservedLately - lately);
        return over <= 0 ? cost : FAILED + cost + price * over;
    }

    /** The score of a rule that leads already. */
    double incumbent(double score, double cost) {
        return score - bonus * cost;
    }

    /** Promised shares that the rule that decides may have left unserved. */
    static final double ALLOWED_TO_STAY = 1;

    /** Whether a rule that decides goes on to do so; where no rule keeps the promise, it is chosen at each window. */
    boolean stays(double score, double best) {
        return best < FAILED / 2 && score <= best * stay;
    }

    /** The highest score of those who decide together with a leader. */
    double limit(double best) {
        return best < FAILED / 2 ? best * near : best;
    }
}
