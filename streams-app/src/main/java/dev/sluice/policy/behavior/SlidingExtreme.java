package dev.sluice.policy.behavior;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The highest (or lowest) of the replica counts proposed within a time window. Only entries that can still become the
 * extreme are kept.
 *
 * <p>This is a monotone queue: an entry that a later one surpasses can never be the extreme again, so it is dropped.
 */
public final class SlidingExtreme {
    private final boolean highest;
    private final Deque<Proposal> candidates = new ArrayDeque<>();

    private SlidingExtreme(boolean highest) {
        this.highest = highest;
    }

    public static SlidingExtreme highest() {
        return new SlidingExtreme(true);
    }

    public static SlidingExtreme lowest() {
        return new SlidingExtreme(false);
    }

    /** Records a proposal of {@code replicas} made at {@code now} (ms). Times must not go back. */
    public void add(long now, int replicas) {
        while (!candidates.isEmpty() && surpasses(replicas, candidates.peekLast().replicas)) {
            candidates.removeLast();
        }
        candidates.addLast(new Proposal(now, replicas));
    }

    /** The extreme of {@code replicas} and all proposals younger than {@code window} at {@code now} (ms). */
    public int with(int replicas, long now, Duration window) {
        forget(now - window.toMillis());
        if (candidates.isEmpty()) {
            return replicas;
        }
        int past = candidates.peekFirst().replicas;
        return surpasses(replicas, past) ? replicas : past;
    }

    /** Entries held. */
    public int size() {
        return candidates.size();
    }

    public void write(DataOutput out) throws IOException {
        out.writeShort(candidates.size());
        for (Proposal p : candidates) {
            out.writeLong(p.at);
            out.writeInt(p.replicas);
        }
    }

    public void read(DataInput in) throws IOException {
        candidates.clear();
        for (int i = in.readShort(); i > 0; i--) {
            candidates.addLast(new Proposal(in.readLong(), in.readInt()));
        }
    }

    private void forget(long upTo) {
        while (!candidates.isEmpty() && candidates.peekFirst().at <= upTo) {
            candidates.removeFirst();
        }
    }

    private boolean surpasses(int later, int earlier) {
        return highest ? later >= earlier : later <= earlier;
    }

    private record Proposal(long at, int replicas) {}
}
