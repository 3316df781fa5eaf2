package dev.sluice.cli.demo.world;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The demo's time: it begins at a stated moment and passes {@code speed} times as fast as the wall clock. */
public final class DemoClock implements InstantSource {
    private final Instant begin;
    private final double speed;
    private volatile long origin = System.nanoTime();

    public DemoClock(Instant begin, double speed) {
        this.begin = begin;
        this.speed = speed;
    }

    /** Sets it to its beginning. */
    public void begin() {
        origin = System.nanoTime();
    }

    @Override
    public Instant instant() {
        return begin.plusNanos((long) ((System.nanoTime() - origin) * speed));
    }

    /** The wall time until the demo's time is {@code then}; zero where it is past. */
    Duration until(Instant then) {
        double nanos = Duration.between(instant(), then).toNanos() / speed;
        return Duration.ofNanos((long) Math.max(0, nanos));
    }
}
