package dev.sluice.sizing;

/**
 * How the rules of a contest are judged.
 *
 * @param aim part of the promised share that a rule may have used up to count as keeping it
 * @param worstWeight how much more the single worst window counts than any other
 * @param bonus what the deciding rule's cost is lowered by, so that equals do not take turns
 * @param price cost that a whole promised share too much is worth where no rule keeps the promise
 * @param halfLife seconds after which a window counts half
 * @param coldWindows first windows, which nobody's record decides
 * @param coldUtilization utilization to size them for
 */
record Judgement(
        double aim,
        double worstWeight,
        double bonus,
        double price,
        double halfLife,
        int coldWindows,
        double coldUtilization) {
    static final Judgement STANDARD = new Judgement(.85, .3, .05, 1, 3 * 86400, 10, .5);

    private static final double FAILED = 1e6;
    private static final double TOO_DEAR = 1e9;

    /** Weight of the newest window: quick at first, so that the time of learning is soon forgotten. */
    float rate(long seen, double windowSeconds) {
        double slow = 1 - Math.pow(.5, windowSeconds / halfLife);
        return (float) Math.max(slow, Math.min(.3, 2.2 / (seen + 10)));
    }

    /** Lowest decides: cheapest that keeps, else the best compromise, else the cheapest of those over the cost limit. */
    double score(double unserved, double cost, boolean present, Terms terms) {
        double own = present ? cost * (1 - bonus) : cost;
        if (cost > terms.costLimit()) {
            return TOO_DEAR + own;
        }
        double over = unserved / terms.share() - aim;
        return over <= 0 ? own : FAILED + own + price * over;
    }
}
