package dev.sluice.executor.calls;

import dev.sluice.executor.Target;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
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
 * <p>Targets that fail hold up the others only while the platform itself may be at fault:
 *
 * <ul>
 *   <li>a target whose last call was answered waits only if five like it have failed since the platform last answered;
 *   <li>one that was never called waits if any five have;
 *   <li>one whose last call failed waits for the probe, after those.
 * </ul>
 *
 * Example: twenty of a hundred services are misconfigured. They wait; the others' orders go through.
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
    /** Targets of which it is known how their last call ended; further ones count as never called. */
    private static final int MOST_KNOWN = 10_000;

    private final int mostFailures;
    private final LongSupplier nanos;
    /** Whether the last call of a target was answered. */
    private final Map<Target, Boolean> lastAnswered = new HashMap<>();
    /** Targets that have failed since the platform last answered. */
    private final Set<Target> inRow = new HashSet<>();
    /** Those of them whose call before was answered. */
    private int surprises;

    private int failures;
    private volatile boolean open;
    /** Others count it, too. */
    private final AtomicLong opened = new AtomicLong();

    private final Turn ofAnswered = new Turn();
    private final Turn ofOthers = new Turn();

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
        if (!open) {
            return 0;
        }
        Boolean answered = lastAnswered.get(target);
        if (answered == null) {
            return inRow.size() < EVERYBODY ? 0 : ofOthers.toWait(target, 0);
        }
        if (answered) {
            return surprises < EVERYBODY ? 0 : ofAnswered.toWait(target, 0);
        }
        return ofOthers.toWait(target, DURING_PROBE);
    }

    /** The last call of a target is known to have been answered, or no longer to be. */
    public void recalled(Target target, boolean answered) {
        if (answered) {
            note(target, true);
        } else {
            lastAnswered.remove(target);
        }
    }

    /** The platform answered, though maybe with a refusal. */
    public void answered(Target target) {
        if (open) {
            LOG.info("The platform answers again: orders go to it");
        }
        open = false;
        failures = 0;
        inRow.clear();
        surprises = 0;
        note(target, true);
        ofAnswered.reset();
        ofOthers.reset();
    }

    /** A call failed in a way that may pass. */
    public void failed(Target target, String message) {
        failures = Math.min(failures + 1, Integer.MAX_VALUE - 1);
        if (note(target, false)) {
            surprises++;
        }
        if (inRow.size() < MOST_KNOWN) {
            inRow.add(target);
        }
        if (open) {
            probeFailed(target);
        } else if (mostFailures > 0 && failures >= mostFailures && inRow.size() > 1) {
            open = true;
            opened.incrementAndGet();
            LOG.warn("The platform failed {} times in a row: orders wait. The last time: {}", failures, message);
            ofAnswered.rest();
            ofOthers.rest();
        }
    }

    /** Notes how a call of a target ended. Returns true if the one before was answered. */
    private boolean note(Target target, boolean answered) {
        boolean known = lastAnswered.size() < MOST_KNOWN || lastAnswered.containsKey(target);
        return known && Boolean.TRUE.equals(lastAnswered.put(target, answered));
    }

    /**
     * Calls that were under way when the circuit opened may end later: only a probe counts. One of a target that keeps
     * failing says nothing about those that were answered.
     */
    private void probeFailed(Target target) {
        if (ofAnswered.isProbe(target)) {
            ofAnswered.restLonger();
            ofOthers.restLonger();
        } else if (ofOthers.isProbe(target)) {
            ofOthers.restLonger();
        }
    }

    /** A call was not made after all. */
    public void notCalled(Target target) {
        ofAnswered.giveBack(target);
        ofOthers.giveBack(target);
    }

    /** Whether the platform is left alone now. */
    public boolean isOpen() {
        return open;
    }

    /** How often it was opened. */
    public long opened() {
        return opened.get();
    }

    /** When a target may try a platform that is left alone: one at a time, after ever longer rests. */
    private final class Turn {
        private long pause = FIRST_PAUSE;
        private long until;
        private Optional<Target> probe = Optional.empty();
        private long probedAt;

        long toWait(Target target, long delay) {
            long now = nanos.getAsLong();
            long turn = until + delay;
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

        boolean isProbe(Target target) {
            return probe.filter(target::equals).isPresent();
        }

        void giveBack(Target target) {
            probe = isProbe(target) ? Optional.empty() : probe;
        }

        void rest() {
            until = nanos.getAsLong() + pause;
        }

        void restLonger() {
            probe = Optional.empty();
            pause = Math.min(LONGEST_PAUSE, 2 * pause);
            rest();
        }

        void reset() {
            probe = Optional.empty();
            pause = FIRST_PAUSE;
        }
    }
}
