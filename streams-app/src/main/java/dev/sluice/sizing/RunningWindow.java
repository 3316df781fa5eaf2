package dev.sluice.sizing;

import java.util.OptionalInt;

/**
 * The part of a window that has passed, and whether it already asks for more than runs.
 *
 * <p>Rule: act when the demand so far is more than what the ready and the pending replicas serve in the <em>whole</em>
 * window. Then the window's rate is at least what came, over its length; the rest of it is extrapolated, trusted the
 * more the more events it rests on (none of it on a single one), and to at most {@value #MOST} times what is certain.
 *
 * @param soFar units that came since the window began
 * @param events of them, arrivals
 * @param elapsedSeconds since the window began
 * @param windowSeconds length of the window
 */
public record RunningWindow(double soFar, double events, double elapsedSeconds, double windowSeconds) {
    static final double MOST = 4;

    public RunningWindow {
        if (!(soFar >= 0) || !(events >= 0) || !(elapsedSeconds >= 0) || !(windowSeconds > 0)) {
            throw new IllegalArgumentException("a running window has counts and times of at least 0, not " + soFar
                    + ", " + events + ", " + elapsedSeconds + ", " + windowSeconds);
        }
    }

    /**
     * The size to act on at once; empty where what runs and is ordered carries the window so far.
     *
     * @param capacity units per second that one replica serves
     * @param ordered ready and pending replicas
     */
    public OptionalInt sizeAtOnce(double capacity, int ordered) {
        if (soFar <= ordered * capacity * windowSeconds) {
            return OptionalInt.empty();
        }
        return OptionalInt.of((int) Math.min(1 << 29, Math.ceil(rate() / capacity - 1e-9)));
    }

    /** Units a second that the window brings at least. */
    public double certainRate() {
        return soFar / windowSeconds;
    }

    /** Units a second that the whole window is taken to bring. */
    public double rate() {
        double certain = certainRate();
        double passed = Math.min(1, Math.max(elapsedSeconds / windowSeconds, 1e-3));
        double trust = events <= 1 ? 0 : 1 - 1 / Math.sqrt(events);
        return certain * Math.min(MOST, 1 + trust * (1 / passed - 1));
    }
}
