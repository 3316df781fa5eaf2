package dev.sluice.simulator.keepalive;

import java.util.List;

/**
 * Cold starts and idle time of one policy on one trace.
 *
 * <p>An active minute that finds its function not ready is cold; a minute in which a function is held without a call is
 * idle. No function is loaded before its first call, so that every function has at least one cold minute. Functions
 * that were never called have no share.
 *
 * @param coldShares cold over active minutes of each called function, ascending
 * @param cold cold minutes of all functions
 * @param active active minutes of all functions
 * @param idle idle minutes of all functions
 */
public record KeepAliveScore(List<Double> coldShares, long cold, long active, long idle) {
    public KeepAliveScore {
        coldShares = List.copyOf(coldShares);
    }

    /**
     * Runs {@code policy} over {@code trace}.
     *
     * @param lead minutes that loading takes; minutes spent loading without a call are idle, and what loads is not
     *     unloaded
     */
    public static KeepAliveScore of(CallTrace trace, KeepAlivePolicy policy, int lead) {
        KeepAliveRun run = new KeepAliveRun(trace, policy, lead);
        for (int t = 0; t < trace.minutes(); t++) {
            run.minute(t);
        }
        return run.score();
    }

    /** Cold share that the share {@code level} of functions does not exceed, interpolated linearly between ranks. */
    public double percentile(double level) {
        if (coldShares.isEmpty()) {
            return 0;
        }
        double at = level * (coldShares.size() - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(below + 1, coldShares.size() - 1);
        return coldShares.get(below) + (at - below) * (coldShares.get(above) - coldShares.get(below));
    }

    /** Mean of the 70th to the 80th percentile, which hangs less on single functions than the 75th alone. */
    public double aroundUpperQuartile() {
        double sum = 0;
        for (int level = 70; level <= 80; level++) {
            sum += percentile(level / 100.0);
        }
        return sum / 11;
    }

    /** Mean of the functions' cold shares. */
    public double mean() {
        return coldShares.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    /** Cold over active minutes, all functions together. */
    public double overall() {
        return active == 0 ? 0 : (double) cold / active;
    }
}
