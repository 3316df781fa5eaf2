package dev.sluice.sizing.capacity;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * Finds in a history how far a replica was loaded while a latency bound was kept. Nobody followed a limit in it, so loads
 * of all kinds are there, and each tells whether the bound was kept at it.
 *
 * <p>Example: up to a load of 70 % the tails of most windows are within 250 ms, from 75 % on they are not. The limit is
 * 70 %.
 */
public final class LoadLimit {
    private static final Duration MEMORY = Duration.ofDays(14);

    /** So many requests must lie above a tail, or it is chance. */
    private static final double ENOUGH = 6;

    private final LatencyBound bound;
    private final TailsByLoad tails = new TailsByLoad(MEMORY);

    public LoadLimit(LatencyBound bound) {
        this.bound = bound;
    }

    /** Takes in a window; one that falls behind counts as one that misses the bound, one with few requests does not count. */
    public void add(LatencyWindow window) {
        boolean tells = window.latency().total() * (1 - bound.quantile()) >= ENOUGH;
        if (!(window.load() > 0) || window.catchesUp() || !(tells || window.fallsBehind())) {
            return;
        }
        double tail = window.latency().quantile(bound.quantile()).orElse(0);
        double times = Math.log(Math.max(1e-9, tail) / bound.millis());
        tails.add(window.load(), window.fallsBehind() ? Math.max(1, times) : times, window.end());
    }

    /** Returns the largest load at which the bound was kept; empty if too few windows tell, or if none kept it. */
    public OptionalDouble load() {
        double[] rising = tails.rising();
        int kept = -1;
        int missed = -1;
        for (int band = 0; band < rising.length && missed < 0; band++) {
            kept = rising[band] <= 0 ? band : kept;
            missed = rising[band] > 0 ? band : missed;
        }
        if (kept < 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of(Math.min(1, missed < 0 ? 1 : TailsByLoad.end((kept + missed - 1) / 2)));
    }
}
