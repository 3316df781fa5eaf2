package dev.sluice.policy;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** The changes of size that were commanded lately: what rate limits are counted over. */
public final class ChangeHistory {
    private final Deque<Change> changes = new ArrayDeque<>();

    /** Notes that {@code delta} replicas were added (or, below zero, removed) at {@code now} (ms). */
    public void add(long now, int delta, Duration keep) {
        while (!changes.isEmpty() && changes.peekFirst().at <= now - keep.toMillis()) {
            changes.removeFirst();
        }
        if (delta != 0 && !keep.isZero()) {
            changes.addLast(new Change(now, delta));
        }
    }

    /** Replicas at the start of the period that ends now: the current ones less what was added, plus what was removed. */
    public int atStartOf(Duration period, long now, int current) {
        int start = current;
        for (Change c : changes) {
            if (c.at > now - period.toMillis()) {
                start -= c.delta;
            }
        }
        return start;
    }

    public void write(DataOutput out) throws IOException {
        out.writeShort(changes.size());
        for (Change c : changes) {
            out.writeLong(c.at);
            out.writeInt(c.delta);
        }
    }

    public void read(DataInput in) throws IOException {
        changes.clear();
        for (int i = in.readShort(); i > 0; i--) {
            changes.addLast(new Change(in.readLong(), in.readInt()));
        }
    }

    private record Change(long at, int delta) {}
}
