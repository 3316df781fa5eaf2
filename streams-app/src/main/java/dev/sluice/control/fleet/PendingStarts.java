package dev.sluice.control.fleet;

import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Scale-up orders whose replicas are still starting. An order is done when that many replicas are ready, whichever
 * command reports it: orders are often replaced before they complete.
 *
 * <p>Example: 5 replicas are ordered at 12:00:00 and 8 at 12:00:20. When 8 are ready, both orders are done.
 */
final class PendingStarts {
    private static final int MOST = 8;

    /**
     * Acknowledgements come at intervals: a start between two of them counts if its duration is known this precisely.
     */
    private static final double PRECISE = .1;

    private final Deque<Start> open = new ArrayDeque<>();
    private long told;

    /** An order of {@code level} replicas at a time, ms. */
    private record Start(int level, long at) {}

    /**
     * Notes an order at {@code now} (ms) to scale up to {@code level}. If too many are open, it replaces the newest
     * one: an acknowledgement tells exactly when the newest start ends.
     */
    void to(int level, long now) {
        if (open.size() == MOST) {
            open.removeLast();
        }
        open.addLast(new Start(level, now));
    }

    /** Cancels the starts of more than {@code level} replicas. */
    void notAbove(int level) {
        open.removeIf(start -> start.level > level);
    }

    /**
     * Notes that {@code ready} replicas are ready at a time, and passes on how long each completed start took.
     *
     * @param reached the level that was reached just now, if any; other levels were reached since the last
     *     acknowledgement
     */
    void ready(int ready, OptionalInt reached, Instant at, Consumer<Duration> took) {
        long now = at.toEpochMilli();
        while (!open.isEmpty() && open.getFirst().level <= ready) {
            Start ended = open.removeFirst();
            long most = now - ended.at;
            boolean justNow = reached.isPresent() && reached.getAsInt() == ended.level;
            if (most >= 0 && (justNow || now - told <= PRECISE * most)) {
                took.accept(Duration.ofMillis(most));
            }
        }
        told = Math.max(told, now);
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(told);
        out.writeByte(open.size());
        for (Start start : open) {
            VarInts.writeCount(start.level, out);
            out.writeLong(start.at);
        }
    }

    void read(DataInput in) throws IOException {
        told = in.readLong();
        open.clear();
        for (int left = in.readByte(); left > 0; left--) {
            open.addLast(new Start((int) VarInts.readCount(in), in.readLong()));
        }
    }
}
