package dev.sluice.control.window.arrival;

import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;

/**
 * The lengths of the reports of one kind: the usual length, and the longest that came more than once lately.
 *
 * <p>The usual length is found by majority vote (source: Boyer and Moore, "MJRTY", 1981): a report of another length
 * takes a vote from the candidate, and replaces it if no votes are left. A single report of fifteen minutes, such as
 * from an instance that starts late, is outvoted by the next few reports.
 */
public final class ReportLengths {
    /** The longest interval between reports that Sluice supports. */
    public static final long LONGEST = Duration.ofMinutes(5).toMillis();

    /** Holds two of the longest reports wherever it begins: with less, the second one was not told from the first. */
    private static final long EPOCH = 3 * LONGEST;

    private static final int CONFIRMED = 3;
    private static final int MOST_VOTES = 16;

    private long usual;
    private int votes;
    // the two longest of this epoch, and the second longest of the one before
    private long first;
    private long second;
    private long before;
    private long epoch = Long.MIN_VALUE;

    /** Notes a report's length at {@code now} in report time, ms; returns true if it just confirmed a usual length. */
    boolean add(long length, long now) {
        if (epoch == Long.MIN_VALUE || now > epoch + EPOCH) {
            turn(now);
        }
        if (length <= LONGEST && length > second) {
            raise(length);
        }
        return vote(length);
    }

    private void raise(long length) {
        if (length > first) {
            second = first;
            first = length;
        } else {
            second = length;
        }
    }

    private void turn(long now) {
        before = second;
        first = 0;
        second = 0;
        epoch = now;
    }

    private boolean vote(long length) {
        if (length == usual) {
            votes = Math.min(MOST_VOTES, votes + 1);
            return votes == CONFIRMED;
        }
        if (--votes < 0) {
            usual = length;
            votes = 1;
        }
        return false;
    }

    /** Returns the usual length, ms. */
    long usual() {
        return usual;
    }

    /** Returns the longest length that came more than once lately, ms; 0 if none did. */
    long longest() {
        return Math.max(second, before);
    }

    void write(DataOutput out) throws IOException {
        boolean steady = first == usual && second == usual && before == usual;
        out.writeByte(votes << 1 | (steady ? 1 : 0));
        VarInts.writeCount(usual, out);
        VarInts.writeSigned(epoch == Long.MIN_VALUE ? -1 : epoch, out);
        if (!steady) {
            VarInts.writeCount(first, out);
            VarInts.writeCount(second, out);
            VarInts.writeCount(before, out);
        }
    }

    void read(DataInput in) throws IOException {
        int written = in.readByte();
        votes = written >> 1;
        usual = VarInts.readCount(in);
        epoch = VarInts.readSigned(in);
        epoch = epoch < 0 ? Long.MIN_VALUE : epoch;
        boolean steady = (written & 1) != 0;
        first = steady ? usual : VarInts.readCount(in);
        second = steady ? usual : VarInts.readCount(in);
        before = steady ? usual : VarInts.readCount(in);
    }
}
