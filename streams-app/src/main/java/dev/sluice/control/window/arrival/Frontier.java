package dev.sluice.control.window.arrival;

import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How far the reports of one kind have come in their own time.
 *
 * <p>One reporter's wrong clock must not lead the others. If several report, the frontier is the newest end of a report
 * of any instance except the one that is furthest ahead. Example: nine instances are at 12:00:05 and one is at 12:10;
 * the frontier is 12:00:05. If no other instance has reported for as long as reports may be late, the one that goes on
 * is alone and leads.
 */
final class Frontier {
    private int leader;
    private long lead = Long.MIN_VALUE;
    // the newest end of any other instance
    private long second = Long.MIN_VALUE;
    // where the leader was when another last reported
    private long alone = Long.MIN_VALUE;

    /** Notes a report that ends at {@code to}, ms. */
    void reported(int reporter, long to) {
        if (reporter == leader && lead != Long.MIN_VALUE) {
            lead = Math.max(lead, to);
        } else if (to > lead) {
            second = lead;
            lead = to;
            leader = reporter;
            alone = to;
        } else {
            second = Math.max(second, to);
            alone = lead;
        }
    }

    /**
     * Returns the frontier if reports are late by up to {@code patience}, ms; {@link Long#MIN_VALUE} before the first.
     */
    long at(long patience) {
        return second == Long.MIN_VALUE || lead - alone > patience ? lead : second;
    }

    /**
     * Returns the newest end of a report of any instance but the one that is furthest ahead, ms; {@link Long#MIN_VALUE}
     * while one alone reports.
     */
    long ofOthers() {
        return second;
    }

    /** Returns the end of the newest report of any instance, ms. */
    long newest() {
        return lead;
    }

    /** Returns true if more than one instance has reported. */
    boolean isShared() {
        return second != Long.MIN_VALUE;
    }

    void write(DataOutput out) throws IOException {
        if (lead == Long.MIN_VALUE) {
            VarInts.writeCount(0, out);
            return;
        }
        VarInts.writeCount(lead + 1, out);
        out.writeInt(leader);
        VarInts.writeCount(lead - alone, out);
        VarInts.writeCount(second == Long.MIN_VALUE ? 0 : lead - second + 1, out);
    }

    void read(DataInput in) throws IOException {
        long written = VarInts.readCount(in);
        if (written == 0) {
            return;
        }
        lead = written - 1;
        leader = in.readInt();
        alone = lead - VarInts.readCount(in);
        long behind = VarInts.readCount(in);
        second = behind == 0 ? Long.MIN_VALUE : lead - (behind - 1);
    }
}
