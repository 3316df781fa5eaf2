package dev.sluice.control.window;

import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How far the reports of one kind have come in their own time.
 *
 * <p>One reporter's clock must not lead the others: where several report, the frontier is the newest end of a report by
 * any but the one that is furthest ahead. Example: nine reporters are at 12:00:05, one is at 12:10; the frontier is 12:00:05.
 * Where nobody else has reported while that one went on for as long as anybody's reports are late, it is alone and leads.
 */
final class Frontier {
    private int leader;
    private long lead = Long.MIN_VALUE;
    // the newest end by any other
    private long second = Long.MIN_VALUE;
    // where the leader was when another last reported
    private long alone = Long.MIN_VALUE;

    /** Takes note of a report that ends at {@code to}, ms. */
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

    /** The frontier, where reports are late by {@code patience} at most, ms; {@link Long#MIN_VALUE} before the first. */
    long at(long patience) {
        return second == Long.MIN_VALUE || lead - alone > patience ? lead : second;
    }

    /** End of the newest report, whoever sent it, ms. */
    long newest() {
        return lead;
    }

    /** Whether more than one has reported. */
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
