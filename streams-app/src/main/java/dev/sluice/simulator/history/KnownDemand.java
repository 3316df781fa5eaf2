package dev.sluice.simulator.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Demand as far as it is known, in windows of equal length that begin at multiples of it. A window that is not known as a
 * whole is a gap: absence is never zero demand.
 *
 * <p>Example: windows are of 10 s. A minute with a demand of 600 requests is six windows of 10 per second. If the last
 * 20 s of it are not known, it is four.
 */
public final class KnownDemand {
    /** More than a year of windows of ten seconds. */
    private static final int MOST = 4_000_000;

    /** Times of samples are not exact to the millisecond. */
    private static final double WHOLE = .99;

    private final long windowMs;
    private final TreeMap<Long, Sum> sums = new TreeMap<>();

    private static final class Sum {
        private double knownMs;
        private double units;
    }

    /**
     * One window.
     *
     * @param end its end
     * @param demand units per second, or the level
     */
    public record Window(Instant end, double demand) {}

    public KnownDemand(long windowMs) {
        if (windowMs <= 0) {
            throw new IllegalArgumentException("a window is longer than " + windowMs + " ms");
        }
        this.windowMs = windowMs;
    }

    /** Adds {@code units} of demand, even from {@code from} to {@code to} (ms). What several instances report adds up. */
    public void add(long from, long to, double units) {
        if (to <= from || !(units >= 0) || Double.isInfinite(units)) {
            throw new IllegalArgumentException(units + " from " + from + " to " + to + " is no demand");
        }
        checkRoom((to - from) / windowMs);
        for (long start = Math.floorDiv(from, windowMs) * windowMs; start < to; start += windowMs) {
            double overlap = Math.min(to, start + windowMs) - Math.max(from, start);
            Sum sum = sums.computeIfAbsent(start, key -> new Sum());
            sum.knownMs += overlap;
            sum.units += units * overlap / (to - from);
        }
    }

    private void checkRoom(long more) {
        if (more > MOST - sums.size()) {
            throw new IllegalArgumentException("the demand has more than " + MOST + " windows of " + windowMs / 1000.0
                    + " s: read less of the past (--range)");
        }
    }

    /** Returns the windows that are known as a whole, in order, up to {@code latest}. */
    public List<Window> windows(Instant latest) {
        List<Window> windows = new ArrayList<>();
        for (Map.Entry<Long, Sum> entry : sums.entrySet()) {
            Instant end = Instant.ofEpochMilli(entry.getKey() + windowMs);
            if (entry.getValue().knownMs >= WHOLE * windowMs && !end.isAfter(latest)) {
                windows.add(new Window(end, entry.getValue().units / (windowMs / 1000.0)));
            }
        }
        return windows;
    }
}
