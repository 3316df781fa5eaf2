package dev.sluice.executor.history;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long records wait for a registry that does not answer: a minute in all, then none does until it has answered again.
 * Schemas that were read before are read without it, so what waits is a record of a schema that nobody here has seen.
 */
public final class RegistryPatience {
    private static final long LONGEST_NANOS = Duration.ofMinutes(1).toNanos();
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final LongSupplier nanos;
    private boolean waiting;
    private long sinceNanos;

    public RegistryPatience(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Whether to wait a little longer; it pauses for a moment where that is so. */
    public boolean lasts() {
        long now = nanos.getAsLong();
        if (!waiting) {
            waiting = true;
            sinceNanos = now;
        }
        if (now - sinceNanos >= LONGEST_NANOS) {
            return false;
        }
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    /** A record was read. */
    public void answered() {
        waiting = false;
    }
}
