package dev.sluice.sizing.contest;

/**
 * Sizes a service for which the capacity of one replica is not known yet. It holds the replica count, and grows by a
 * quarter (at least one) whenever errors, latency, a queue or the backlog show that the count is too low. Replicas that are
 * still starting have shown nothing: no more than twice those that are ready are ordered before.
 *
 * @param errorShare share of requests that failed in the window
 * @param latencyRatio mean latency divided by that of quiet windows; 1 if unknown
 * @param backlogGrew true if the backlog is larger than a window ago, or clearly fewer requests finished than arrived
 * @param ready replicas that are ready
 */
public record UnknownCapacity(double errorShare, double latencyRatio, boolean backlogGrew, int ready) {
    static final double ERRORS = .01;
    static final double SLOWER = 2;
    static final double GROWTH = 1.25;

    /** True if the present replica count is too low. */
    public boolean strained() {
        return errorShare > ERRORS || latencyRatio > SLOWER || backlogGrew;
    }

    /** The replica count to run. */
    public int size(int current, ContestTerms terms) {
        if (!strained()) {
            return terms.clamp(current);
        }
        double more = Math.max(current + 1, Math.ceil(current * GROWTH));
        return terms.clamp(Math.max(current, Math.min(more, 2.0 * Math.max(1, ready))));
    }
}
