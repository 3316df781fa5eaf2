package dev.sluice.control;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;

/**
 * When a policy of a service that does not report is acted on, though no window will close: at once where it has reported
 * before, and where it never has, after {@link #WAIT}, in which replicas that run already can say so.
 */
final class SilentPolicy {
    /** How long a first report is waited for: two intervals of a reporter that reports each minute. */
    static final Duration WAIT = Duration.ofMinutes(2);

    private static final long NEVER = Long.MAX_VALUE;
    private static final long NEXT_TICK = 0;

    private long due = NEVER;
    private boolean waits;

    /** Notes that another policy is in force while nothing reports. */
    void changed(boolean reportedBefore) {
        due = NEXT_TICK;
        waits = !reportedBefore;
    }

    /** Notes that a report came, or that it was acted on. */
    void done() {
        due = NEVER;
        waits = false;
    }

    /** When the clock is to be looked at, ms. */
    long due() {
        return due;
    }

    /** Whether the policy is to be acted on at {@code wall} (ms). */
    boolean isDue(long wall) {
        return due <= wall;
    }

    /** Begins to wait at {@code wall}: for a first report, or until {@code silentFrom}, from when on nothing is expected (ms). */
    void begin(long wall, long silentFrom) {
        if (due == NEXT_TICK) {
            due = waits ? wall + WAIT.toMillis() : Math.max(wall, silentFrom);
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(due);
        out.writeBoolean(waits);
    }

    void read(DataInput in) throws IOException {
        due = in.readLong();
        waits = in.readBoolean();
    }
}
