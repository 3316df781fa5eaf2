package dev.sluice.sizing;

import dev.sluice.text.NumberText;
import java.util.OptionalInt;

/**
 * The part of a window that has passed, and whether it already needs more replicas than run.
 *
 * <p><b>Rule.</b> Act if the demand so far is more than what the ready and the pending replicas serve in the
 * <em>whole</em> window. The window's rate is then at least the demand so far divided by the window's length. The
 * remainder of the window is extrapolated: the more events, the more the extrapolation counts (not at all for a
 * single event), up to {@value #MOST} times the certain rate.
 *
 * @param soFar units that arrived since the window began
 * @param events number of those arrivals
 * @param elapsedSeconds seconds since the window began
 * @param windowSeconds length of the window
 */
public record RunningWindow(double soFar, double events, double elapsedSeconds, double windowSeconds) {
    static final double MOST = 4;

    public RunningWindow {
        if (!(soFar >= 0) || !(events >= 0) || !(elapsedSeconds >= 0) || !(windowSeconds > 0)) {
            throw new IllegalArgumentException("a running window has counts and times of at least 0, not "
                    + NumberText.exactly(soFar) + ", " + NumberText.exactly(events) + ", "
                    + NumberText.exactly(elapsedSeconds) + ", " + NumberText.exactly(windowSeconds));
        }
    }

    /**
     * The size to act on at once. Empty if the running and ordered replicas carry the window so far.
     *
     * @param capacity units per second that one replica serves
     * @param ordered ready and pending replicas
     */
    public OptionalInt sizeAtOnce(double capacity, int ordered) {
        if (soFar <= ordered * capacity * windowSeconds) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(Math.min(1 << 29, ReplicaCount.carrying(rate(), capacity)));
    }

    /** The same for work that may wait: what came so far has {@code seconds} to be finished, and is no rate that lasts. */
    public RunningWindow waiting(double seconds) {
        double length = Math.max(seconds, windowSeconds);
        return new RunningWindow(soFar, events, length, length);
    }

    /** Units per second that the window brings at least. */
    public double certainRate() {
        return soFar / windowSeconds;
    }

    /** Estimated units per second of the whole window. */
    public double rate() {
        double certain = certainRate();
        double passed = Math.min(1, Math.max(elapsedSeconds / windowSeconds, 1e-3));
        double trust = events <= 1 ? 0 : 1 - 1 / Math.sqrt(events);
        return certain * Math.min(MOST, 1 + trust * (1 / passed - 1));
    }
}
