package dev.sluice.sizing;

/**
 * Sizes a service of which nobody knows yet what one replica serves: hold, and grow by a quarter (at least one) whenever
 * errors, latency or what waits say that the present size is too small.
 *
 * @param errorShare share of requests that failed in the window
 * @param latencyRatio mean latency over that of quiet windows; 1 where unknown
 * @param backlogGrew whether more waits than a window ago
 */
public record UnknownCapacity(double errorShare, double latencyRatio, boolean backlogGrew) {
    static final double ERRORS = .01;
    static final double SLOWER = 2;
    static final double GROWTH = 1.25;

    /** Whether the present size is too small. */
    public boolean strained() {
        return errorShare > ERRORS || latencyRatio > SLOWER || backlogGrew;
    }

    /** The size to run. */
    public int size(int current, ContestTerms terms) {
        return terms.clamp(strained() ? Math.max(current + 1, Math.ceil(current * GROWTH)) : current);
    }
}
