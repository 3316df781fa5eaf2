package dev.sluice.policy.behavior;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The recently commanded changes of the replica count, over which rate limits are counted.
 *
 * <p>At most {@value #PARTS} changes are kept. Changes that fall into the same part of the retention time are merged
 * into one, at the time of the last of them. A limit over 30 days, for example, counts a change for at most 1/{@value
 * #PARTS} of 30 days (84 minutes) too long, never too short.
 */
public final class ChangeHistory {
    static final int PARTS = 512;

    private final Deque<Change> changes = new ArrayDeque<>();

    /** Records that {@code delta} replicas were added (below zero: removed) at {@code now} (ms). */
    public void add(long now, int delta, Duration keep) {
        while (!changes.isEmpty() && changes.peekFirst().at <= now - keep.toMillis()) {
            changes.removeFirst();
        }
        if (delta != 0 && !keep.isZero()) {
            changes.addLast(merged(now, delta, Math.max(1, keep.toMillis() / PARTS)));
        }
        while (changes.size() > PARTS + 1) {
            mergeOldest();
        }
    }

    private Change merged(long now, int delta, long part) {
        boolean same = !changes.isEmpty() && Math.floorDiv(changes.peekLast().at, part) == Math.floorDiv(now, part);
        return same ? changes.removeLast().and(now, delta) : new Change(now, delta);
    }

    /** After a policy change to shorter limits, the parts are shorter too, so more were kept than allowed. */
    private void mergeOldest() {
        Change first = changes.removeFirst();
        Change second = changes.removeFirst();
        changes.addFirst(first.and(second.at, second.delta));
    }

    /**
     * Replicas at the start of the period that ends now: the current count, minus what was added, plus what was
     * removed.
     */
    public int atStartOf(Duration period, long now, int current) {
        long start = current;
        for (Change c : changes) {
            if (c.at > now - period.toMillis()) {
                start -= c.delta;
            }
        }
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, start));
    }

    public void write(DataOutput out) throws IOException {
        out.writeShort(changes.size());
        for (Change c : changes) {
            out.writeLong(c.at);
            out.writeInt(c.delta);
        }
    }

    /** Reads what was written. */
    public void read(DataInput in) throws IOException {
        changes.clear();
        int size = in.readUnsignedShort();
        if (size > PARTS + 1) {
            throw new IOException("at most " + (PARTS + 1) + " changes of size are kept, not " + size);
        }
        for (int i = 0; i < size; i++) {
            changes.addLast(new Change(in.readLong(), in.readInt()));
        }
    }

    private record Change(long at, int delta) {
        Change and(long later, int more) {
            long sum = Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, (long) delta + more));
            return new Change(later, (int) sum);
        }
    }
}
