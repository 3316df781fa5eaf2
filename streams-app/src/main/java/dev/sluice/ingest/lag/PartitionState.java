package dev.sluice.ingest.lag;

import dev.sluice.ingest.lag.GroupReading.Partition;
import dev.sluice.state.VarInts;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * What is known of one partition that a group reads: where it ends, how far the group has come, and since when it has not
 * moved.
 */
final class PartitionState {
    /** The longest that a consumer with Kafka's defaults may take between two polls: {@code max.poll.interval.ms}. */
    static final long PATIENCE_MS = Duration.ofMinutes(5).toMillis();

    private long begin;
    private long end;
    private OptionalLong committed;
    // an offset that was committed for a topic of the same name that is gone
    private final OptionalLong stale;
    // where counting begins while nothing is committed: the last that was, or the end where it was first seen
    private long baseline;
    // false until a broker has told of it for the first time
    private boolean seen;
    // when the committed offset moved last, ms, and the lag at that time
    private long movedAt;
    private long lagThen;
    // since when neither end has moved, ms
    private long restsSince;
    private double arrivals;
    private boolean known;

    /**
     * A partition that is seen for the first time.
     *
     * @param isNew true if it was not there at the reading before: all of its records have arrived since
     * @param before offset committed for a topic of this name before it was created anew
     */
    PartitionState(Partition first, boolean isNew, OptionalLong before, long time) {
        this(
                first.begin(),
                first.end().orElse(first.begin()),
                first.committed(),
                before,
                isNew ? first.begin() : first.end().orElse(first.begin()),
                time);
        seen = first.end().isPresent();
        known = seen;
    }

    private PartitionState(long begin, long end, OptionalLong committed, OptionalLong stale, long baseline, long time) {
        this.begin = begin;
        this.end = end;
        this.committed = committed;
        this.stale = stale;
        this.baseline = baseline;
        this.movedAt = time;
        this.restsSince = time;
        this.lagThen = lag(time);
        this.baseline = isCommitted() ? committed.getAsLong() : baseline;
    }

    /** Takes what a broker told; gives the records that arrived and those that were read since it was last told. */
    Growth take(Partition now, long time, long sinceMs) {
        known = now.end().isPresent();
        if (!known) {
            arrivals = 0;
            return Growth.NONE;
        }
        long newEnd = now.end().getAsLong();
        if (!seen) {
            seen = true;
            end = newEnd;
            baseline = newEnd;
        }
        // an end that falls was cut off by an election: those records are gone, and none arrived
        long arrived = Math.max(0, newEnd - end);
        long read = isCommitted() && now.committed().isPresent()
                ? Math.max(0, now.committed().getAsLong() - committed.getAsLong())
                : 0;
        boolean moved = !now.committed().equals(committed);
        if (moved || newEnd != end) {
            restsSince = time;
        }
        begin = now.begin();
        end = newEnd;
        committed = now.committed();
        baseline = isCommitted() ? committed.getAsLong() : baseline;
        arrivals = sinceMs > 0 ? arrived * 1000.0 / sinceMs : 0;
        if (moved) {
            movedAt = time;
            lagThen = lag(time);
        }
        return new Growth(arrived, Math.min(read, newEnd));
    }

    /** Records that arrived and that were read (counts). */
    record Growth(long arrived, long read) {
        static final Growth NONE = new Growth(0, 0);
    }

    /** True if it is known how far the group has come. */
    boolean isCommitted() {
        return committed.isPresent() && !committed.equals(stale);
    }

    /** True if a broker told of it at the last reading. */
    boolean isKnown() {
        return known;
    }

    boolean holdsRecords() {
        return end > begin;
    }

    OptionalLong committed() {
        return committed;
    }

    double arrivals() {
        return arrivals;
    }

    /** Records that wait. One that has not moved for long is the marker at the end of a transaction, which nobody reads. */
    long lag(long time) {
        long from = isCommitted() ? committed.getAsLong() : baseline;
        long waiting = Math.max(0, end - Math.max(begin, from));
        boolean isMarker = waiting == 1 && isCommitted() && time - restsSince >= PATIENCE_MS;
        return isMarker ? 0 : waiting;
    }

    /** True if the group has read of it lately. */
    boolean hasMoved(long time) {
        return time - movedAt < PATIENCE_MS;
    }

    /** True if records wait, more came, and the group has not read for long. */
    boolean isStill(long time) {
        return !hasMoved(time) && lag(time) > lagThen;
    }

    void write(DataOutputStream out) throws IOException {
        VarInts.writeCount(begin, out);
        VarInts.writeCount(end, out);
        GroupReadingCodec.write(committed, out);
        GroupReadingCodec.write(stale, out);
        VarInts.writeCount(baseline, out);
        VarInts.writeCount(movedAt, out);
        VarInts.writeCount(lagThen, out);
        VarInts.writeCount(restsSince, out);
        out.writeBoolean(seen);
    }

    static PartitionState read(DataInputStream in) throws IOException {
        PartitionState state = new PartitionState(
                VarInts.readCount(in),
                VarInts.readCount(in),
                GroupReadingCodec.offset(in),
                GroupReadingCodec.offset(in),
                VarInts.readCount(in),
                VarInts.readCount(in));
        state.lagThen = VarInts.readCount(in);
        state.restsSince = VarInts.readCount(in);
        state.seen = in.readBoolean();
        state.known = state.seen;
        return state;
    }
}
