package dev.sluice.allocation.rightsizing.recommender;

import java.time.Duration;
import java.util.Optional;

/**
 * How fast storage fills: the slope of a line through its use, the past counting half after a day. A fall by a tenth or
 * more is a clean-up: the height starts again, the growth rate stays. State, mutable. Times are epoch seconds.
 */
public final class StorageGrowth {
    private static final double HALF_LIFE = 86_400;
    private static final double CLEAN_UP = .9;

    private final DecayingLine line = new DecayingLine();
    private boolean started;
    private long origin;
    private long last;
    private double used;
    private double freed;
    private double peak;

    /** Notes {@code bytes} used at {@code at}; false where that is not newer than the last or impossible. */
    public boolean used(double bytes, long at) {
        if (!(bytes >= 0) || (started && at <= last)) {
            return false;
        }
        if (!started) {
            origin = at;
            last = at;
            started = true;
        } else if (bytes < used * CLEAN_UP) {
            // what was cleaned up is put back under the line, so that only growth makes its slope
            freed += used - bytes;
        }
        line.add((double) (at - origin), bytes + freed, Math.pow(.5, (at - last) / HALF_LIFE));
        used = bytes;
        peak = Math.max(peak, bytes);
        last = at;
        return true;
    }

    /** Whether no use was noted yet. */
    public boolean isEmpty() {
        return !started;
    }

    /** Growth, bytes per second; zero where it shrinks or is not known. */
    public double perSecond() {
        return Math.max(0, line.slope().orElse(0));
    }

    /** Time from {@code now} until {@code limit} bytes are full; empty where it does not grow. */
    public Optional<Duration> timeToFull(double limit, long now) {
        double rate = perSecond();
        if (!(rate > 0)) {
            return Optional.empty();
        }
        double seconds = Math.max(0, (limit - used) / rate - (now - last));
        return seconds > 3.15e9 ? Optional.empty() : Optional.of(Duration.ofSeconds((long) seconds));
    }

    /** Bytes that last for {@code horizon} with {@code margin} to spare, and never less than was ever used. */
    public double needed(Duration horizon, double margin) {
        return Math.max(peak, used + perSecond() * horizon.toSeconds()) * (1 + margin);
    }

    /** Everything remembered, for storing; {@link #restore} takes it back. */
    public State state() {
        return new State(started, origin, last, used, freed, peak, line.state());
    }

    public void restore(State state) {
        started = state.started();
        origin = state.origin();
        last = state.last();
        used = state.used();
        freed = state.freed();
        peak = state.peak();
        line.restore(state.line());
    }

    /** The growth at rest; bytes and epoch seconds, and the sums of the line. */
    public record State(
            boolean started, long origin, long last, double used, double freed, double peak, double[] line) {}
}
