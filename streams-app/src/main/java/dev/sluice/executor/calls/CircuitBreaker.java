package dev.sluice.executor.calls;

import dev.sluice.executor.Target;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
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
 * <p>A few targets that fail do not hold up the others: a target that has not failed waits only if five have, and it has the
 * first turn as the probe. Example: two of a hundred services are misconfigured. They wait; the others' orders go through.
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

    /** So many targets in a row fail only if the platform does. */
    private static final int EVERYBODY = 5;
    /** Targets that are known to fail; further ones are taken for others. */
    private static final int MOST_KNOWN = 10_000;

    private final int mostFailures;
    private final LongSupplier nanos;
    private final Set<Target> failing = new HashSet<>();
    private int failures;
    private volatile boolean open;
    /** Others count it, too. */
    private final AtomicLong opened = new AtomicLong();

    private long pause = FIRST_PAUSE;
    private long until;
    private Optional<Target> probe = Optional.empty();
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

    /** How long an order of a target has to wait, ns. With 0 it may go to the platform; it may be the probe. */
    public long toWait(Target target) {
        boolean fails = failing.contains(target);
        if (!open || (!fails && failing.size() < EVERYBODY)) {
            return 0;
        }
        long now = nanos.getAsLong();
        long turn = fails ? until + DURING_PROBE : until;
        if (now - turn < 0) {
            return turn - now;
        }
        if (probe.isPresent() && now - probedAt < LONGEST_PROBE) {
            return DURING_PROBE;
        }
        probe = Optional.of(target);
        probedAt = now;
        return 0;
    }

    /** The platform answered, though maybe with a refusal. */
    public void answered() {
        if (open) {
            LOG.info("The platform answers again: orders go to it");
        }
        open = false;
        probe = Optional.empty();
        failures = 0;
        failing.clear();
        pause = FIRST_PAUSE;
    }

    /** A call failed in a way that may pass. */
    public void failed(Target target, String message) {
        failures = Math.min(failures + 1, Integer.MAX_VALUE - 1);
        if (failing.size() < MOST_KNOWN) {
            failing.add(target);
        }
        if (open) {
            probeFailed(target);
        } else if (mostFailures > 0 && failures >= mostFailures && failing.size() > 1) {
            open = true;
            opened.incrementAndGet();
            LOG.warn("The platform failed {} times in a row: orders wait. The last time: {}", failures, message);
            rest();
        }
    }

    /** Calls that were under way when the circuit opened may end later: only the probe counts. */
    private void probeFailed(Target target) {
        if (isProbe(target)) {
            probe = Optional.empty();
            pause = Math.min(LONGEST_PAUSE, 2 * pause);
            rest();
        }
    }

    private boolean isProbe(Target target) {
        return probe.filter(target::equals).isPresent();
    }

    private void rest() {
        until = nanos.getAsLong() + pause;
    }

    /** A call was not made after all. */
    public void notCalled(Target target) {
        probe = isProbe(target) ? Optional.empty() : probe;
    }

    /** Whether the platform is left alone now. */
    public boolean isOpen() {
        return open;
    }

    /** How often it was opened. */
    public long opened() {
        return opened.get();
    }
}
