package dev.sluice.control.fleet;

import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * The clock of the executor that scales one pool, which may be wrong by seconds or by years: puts the times of its
 * acknowledgements on our clock.
 *
 * <p>A command is carried out after it was issued, soon after, and before we hear of it. An APPLIED that says otherwise
 * tells how far the clock is off, and so that of READY, which comes from the same clock, is known too. Example: issued at
 * 12:00:00, heard of at 12:00:01, applied at 11:00:01 as the executor says: its clock is an hour behind. READY at 11:02:00
 * then was at 12:02:00.
 */
final class ExecutorClock {
    /** A command is carried out within this time: it is not valid for longer by default. */
    private static final long PROMPT = Duration.ofMinutes(5).toMillis();

    /** Beyond all times that mean something, and small enough to add and subtract, ms. */
    private static final long FAR = 1L << 60;

    private long aheadMs;

    /**
     * The acknowledgement with a time of ours, not before {@code issued} and not after {@code now}.
     *
     * @param issued when the command was issued, by our clock, ms
     * @param now when we hear of it, ms
     */
    Acknowledgement corrected(Acknowledgement ack, long issued, long now) {
        long told = Math.max(-FAR, Math.min(FAR, ack.at().toEpochMilli()));
        long from = Math.min(issued, now);
        if (ack.status() == Status.APPLIED) {
            long latest = Math.min(now, from + PROMPT);
            aheadMs = told >= from && told <= latest ? 0 : told - latest;
        }
        long at = told - aheadMs;
        return ack.at(Instant.ofEpochMilli(at >= from && at <= now ? at : now));
    }

    void write(DataOutput out) throws IOException {
        VarInts.writeSigned(aheadMs, out);
    }

    void read(DataInput in) throws IOException {
        aheadMs = VarInts.readSigned(in);
    }
}
