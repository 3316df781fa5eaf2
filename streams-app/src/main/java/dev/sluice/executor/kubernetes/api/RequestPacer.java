package dev.sluice.executor.kubernetes.api;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Spreads requests: at most a burst at once, and this many per second over time. After the server has asked for a
 * pause, nothing is sent until it is over. Thread-safe.
 */
public final class RequestPacer {
    private final long intervalNanos;
    private final long burstNanos;
    private final LongSupplier nanos;
    private long nextNanos;
    private long pausedUntilNanos;

    /**
     * @param perSecond requests per second; 0: as many as come
     * @param burst requests that may go out at once after a rest
     */
    public RequestPacer(int perSecond, int burst, LongSupplier nanos) {
        this.intervalNanos = perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(1) / perSecond;
        this.burstNanos = intervalNanos * Math.max(1, burst);
        this.nanos = nanos;
        this.nextNanos = nanos.getAsLong();
        this.pausedUntilNanos = nextNanos;
    }

    /** Waits for the turn of one request. */
    void await() throws InterruptedException {
        long wait = reserve();
        if (wait > 0) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
    }

    /**
     * Takes a turn and returns how long to wait for it, nanoseconds. This is the generic cell rate algorithm (ITU-T
     * I.371): a turn is due one interval after the last one, and may come a burst too early.
     */
    synchronized long reserve() {
        long now = nanos.getAsLong();
        long due = Math.max(0, nextNanos - now) + intervalNanos;
        nextNanos = now + due;
        return Math.max(Math.max(0, due - burstNanos), pausedUntilNanos - now);
    }

    /** Sends nothing for this long. */
    synchronized void pause(Duration length) {
        pausedUntilNanos = Math.max(pausedUntilNanos, nanos.getAsLong() + length.toNanos());
    }
}
