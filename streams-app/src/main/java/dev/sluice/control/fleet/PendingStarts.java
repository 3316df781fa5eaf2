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
 * The orders upwards whose replicas are still on their way. Each ends when so many are ready, whichever command tells of
 * it: where a fleet grows at every window, hardly an order stands until it is carried out.
 */
final class PendingStarts {
    private static final int MOST = 8;

    /** Acknowledgements come now and then: a start that ended between two of them is known if it is to this part. */
    private static final double PRECISE = .1;

    private final Deque<Start> open = new ArrayDeque<>();
    private long told;

    /** So many replicas were ordered at a time, ms. */
    private record Start(int level, long at) {}

    /**
     * Notes that the fleet is to grow to {@code level}, by an order of {@code now} (ms). Where many are open, the newest
     * takes the place of the one before: of the newest an acknowledgement tells exactly when it ends.
     */
    void to(int level, long now) {
        if (open.size() == MOST) {
            open.removeLast();
        }
        open.addLast(new Start(level, now));
    }

    /** The starts of more replicas than these come to nothing. */
    void notAbove(int level) {
        open.removeIf(start -> start.level > level);
    }

    /**
     * {@code ready} replicas are ready at a time: tells how long each start took that this ends.
     *
     * @param reached the level that was reached just now, if any; others at any time since the last that was told
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
