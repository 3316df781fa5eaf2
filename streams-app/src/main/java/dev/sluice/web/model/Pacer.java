package dev.sluice.web.model;

import java.time.Duration;

/** Says now and then that something is due; the first time at once. */
final class Pacer {
    private final long every;
    private long last;
    private boolean begun;

    Pacer(Duration every) {
        this.every = every.toNanos();
    }

    boolean isDue() {
        long now = System.nanoTime();
        if (begun && now - last < every) {
            return false;
        }
        begun = true;
        last = now;
        return true;
    }
}
