package dev.sluice.sizing.contest;

/**
 * How a contest judges its rules.
 *
 * <p>A rule meets the objective if the unserved share of its fleet is within {@code aim} of the allowed share over
 * the long memory, and within {@code lately} times that share over the short memory. The cheapest rules that meet it
 * decide together. The rule that decides may use {@value #ALLOWED_TO_STAY} of the allowed share: otherwise noise
 * would move it across {@code aim} and back, and the replica count with it.
 *
 * @param aim part of the allowed share that a rule may use
 * @param lately the same for the short memory, in which a single bad hour weighs more
 * @param bonus part of the cost that is waived for the current leader, so that equal rules do not take turns
 * @param price cost of exceeding the allowed share by one whole share, used if no rule meets the objective
 * @param memory half-lives of the long and the short memory, seconds
 * @param committee maximum number of rules that decide together
 * @param near how much more than the leading rule the others may cost
 * @param stay how much more than the leading rule the deciding rule may cost before another one takes over: each
 *     change of rule changes the replica count
 */
record ContestCriteria(
        double aim, double lately, double bonus, double price, Memory memory, int committee, double near, double stay) {
    static final ContestCriteria STANDARD =
            new ContestCriteria(.75, 2, .03, 1, new Memory(3 * 86400, 6 * 3600), 15, 1.03, 1.05);

    /** Number of first windows, in which no rule has a record yet, and the utilization that they are sized for. */
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

        /** Weight of the newest window. It is large at first, so that the learning phase is forgotten soon. */
        private static float rate(double halfLife, long seen, double windowSeconds) {
            double steady = 1 - Math.pow(.5, windowSeconds / halfLife);
            return (float) Math.max(steady, Math.min(.3, 2.6 / (seen + 10)));
        }
    }

    /**
     * The lowest score decides: first the cheapest rules that meet the objective, then the best compromises, then the
     * rules over the cost limit.
     *
     * @param unserved unserved share of demand, as a multiple of the allowed share
     * @param unservedLately the same for the short memory
     * @param cost replicas run divided by replicas needed
     * @param allowed unserved demand that the rule may have, as a multiple of the allowed share
     */
    double score(double unserved, double unservedLately, double cost, double allowed, ContestTerms terms) {
        if (cost > terms.costLimit()) {
            return TOO_DEAR + cost;
        }
        double over = Math.max(unserved - allowed, unservedLately - lately);
        return over <= 0 ? cost : FAILED + cost + price * over;
    }

    /** The score of the current leader. */
    double incumbent(double score, double cost) {
        return score - bonus * cost;
    }

    /** Unserved demand that the deciding rule may have, as a multiple of the allowed share. */
    static final double ALLOWED_TO_STAY = .9;

    /**
     * True if the deciding rule keeps deciding. If no rule meets the objective, the rule is chosen anew at each
     * window.
     */
    boolean stays(double score, double best) {
        return best < FAILED / 2 && score <= best * stay;
    }

    /** The highest score of the rules that decide together with a leader. */
    double limit(double best) {
        return best < FAILED / 2 ? best * near : best;
    }
}
