package dev.sluice.executor.calls;

import dev.sluice.executor.Target;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves a platform alone that fails for everybody.
 *
 * <p><b>States.</b> It is <em>closed</em> until so many calls in a row have failed, of two targets at least: a single
 * target may be at fault itself. Then it is <em>open</em>: orders wait, from 5 seconds up to a minute, twice as long each
 * time. After that one call is made as a <em>probe</em>, while the others wait on. If it succeeds, the circuit is closed.
 *
 * <p>Used by one thread; any may ask {@link #isOpen}.
 */
public final class CircuitBreaker {
    private static final Logger LOG = LoggerFactory.getLogger(CircuitBreaker.class);
    private static final long FIRST_PAUSE = Duration.ofSeconds(5).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofMinutes(1).toNanos();
    /** How long others wait for the outcome of a probe before they ask again. */
    private static final long DURING_PROBE = Duration.ofSeconds(1).toNanos();
    /** A probe whose outcome has not come by then is lost, with its partition. */
    private static final long LONGEST_PROBE = Duration.ofMinutes(2).toNanos();

    private final int mostFailures;
    private final LongSupplier nanos;
    private final Set<Target> failing = new HashSet<>();
    private int failures;
    private volatile boolean open;
    private long opened;
    private long pause = FIRST_PAUSE;
    private long until;
    private boolean probing;
    private long probedAt;

    /** @param mostFailures calls that fail in a row before it opens; 0: it never does */
    public CircuitBreaker(int mostFailures, LongSupplier nanos) {
        this.mostFailures = mostFailures;
        this.nanos = nanos;
    }

    /** A circuit that never opens. */
    static CircuitBreaker none() {
        return new CircuitBreaker(0, () -> 0);
    }

    /** How long an order has to wait, ns. With 0 it may go to the platform; if the circuit is open, it is the probe. */
    public long toWait() {
        if (!open) {
            return 0;
        }
        long now = nanos.getAsLong();
        if (now - until < 0) {
            return until - now;
        }
        if (probing && now - probedAt < LONGEST_PROBE) {
            return DURING_PROBE;
        }
        probing = true;
        probedAt = now;
        return 0;
    }

    /** The platform answered, though maybe with a refusal. */
    public void answered() {
        if (open) {
            LOG.info("The platform answers again: orders go to it");
        }
        open = false;
        probing = false;
        failures = 0;
        failing.clear();
        pause = FIRST_PAUSE;
    }

    /** A call failed in a way that may pass. */
    public void failed(Target target, String message) {
        failures = Math.min(failures + 1, Integer.MAX_VALUE - 1);
        if (failing.size() < 2) {
            failing.add(target);
        }
        if (open) {
            probeFailed();
        } else if (mostFailures > 0 && failures >= mostFailures && failing.size() > 1) {
            open = true;
            opened++;
            LOG.warn("The platform failed {} times in a row: orders wait. The last time: {}", failures, message);
            rest();
        }
    }

    /** Calls that were under way when the circuit opened may end later: only the probe counts. */
    private void probeFailed() {
        if (probing) {
            probing = false;
            pause = Math.min(LONGEST_PAUSE, 2 * pause);
            rest();
        }
    }

    private void rest() {
        until = nanos.getAsLong() + pause;
    }

    /** A call was not made after all. */
    public void notCalled() {
        probing = false;
    }

    /** Whether the platform is left alone now. */
    public boolean isOpen() {
        return open;
    }

    /** How often it was opened. */
    public long opened() {
        return opened;
    }
}
