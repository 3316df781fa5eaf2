package dev.sluice.control;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;

/**
 * Decides when to act on a new policy of a service that does not report, as no window will close. If the service has
 * reported before, this is as soon as no report is expected any more. If it never has, it is after {@link #WAIT}, in
 * which replicas that already run can report.
 */
final class SilentPolicy {
    /** How long to wait for a first report: two intervals of an instance that reports once per minute. */
    static final Duration WAIT = Duration.ofMinutes(2);

    private static final long NEVER = Long.MAX_VALUE;
    private static final long NEXT_TICK = 0;

    private long due = NEVER;
    private boolean waits;

    /** Notes that the policy changed while nothing reports. */
    void changed(boolean reportedBefore) {
        due = NEXT_TICK;
        waits = !reportedBefore;
    }

    /** Notes that a report came or that the policy was acted on. */
    void done() {
        due = NEVER;
        waits = false;
    }

    /** Returns when the next tick is needed, ms. */
    long due() {
        return due;
    }

    /** Returns true if the policy must be acted on at {@code wall} (ms). */
    boolean isDue(long wall) {
        return due <= wall;
    }

    /**
     * Starts to wait at {@code wall}, for a first report or until {@code silentFrom} (ms), when no more reports are
     * expected.
     */
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
