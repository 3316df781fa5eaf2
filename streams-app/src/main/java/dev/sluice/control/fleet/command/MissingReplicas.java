package dev.sluice.control.fleet.command;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;

/** Since when replicas that were ordered are missing without a further one having become ready. */
public final class MissingReplicas {
    private static final long NONE = 0;

    private long since = NONE;

    /** Notes an order at {@code now} (ms); {@code complete} if no replica is known to be missing for it. */
    public void ordered(boolean complete, long now) {
        if (complete) {
            since = NONE;
        } else if (isNone()) {
            since = now;
        }
    }

    /** Notes what was told at {@code now} (ms) of the ready replicas: all are there, or more than before. */
    public void told(boolean complete, boolean more, long now) {
        if (more) {
            since = NONE;
        }
        ordered(complete, now);
    }

    /** Returns true if replicas have been missing for longer than a lead time at {@code now} (ms). */
    public boolean isOver(long now, Duration lead) {
        return !isNone() && now > since + lead.toMillis();
    }

    boolean isNone() {
        return since == NONE;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(since);
    }

    void read(DataInput in) throws IOException {
        since = in.readLong();
    }
}
