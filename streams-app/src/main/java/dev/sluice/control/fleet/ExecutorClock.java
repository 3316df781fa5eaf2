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
 * The clock of the executor that scales one pool, which may be wrong by seconds or by years. Converts the times of its
 * acknowledgements to our clock.
 *
 * <p>A command is carried out after it was issued, soon after, and before the acknowledgement arrives. A first APPLIED with
 * another time shows how far the clock is off, and what comes later from the same clock is corrected by the same amount: READY, or
 * another APPLIED where replicas were lost an hour later.
 * Example: a command is issued at 12:00:00, its acknowledgement arrives at 12:00:01 and says APPLIED at 11:00:01. The
 * clock is one hour behind, so READY at 11:02:00 means 12:02:00.
 */
final class ExecutorClock {
    /** A command is carried out within this time: by default it is not valid for longer. */
    private static final long PROMPT = Duration.ofMinutes(5).toMillis();

    /** Beyond all meaningful times, yet small enough to add and subtract, ms. */
    private static final long FAR = 1L << 60;

    private long aheadMs;

    /**
     * Returns the acknowledgement with a time by our clock, between {@code issued} and {@code now}.
     *
     * @param issued when the command was issued, by our clock, ms
     * @param now when the acknowledgement arrived, ms
     * @param first true if nothing told yet that the command was carried out
     */
    Acknowledgement corrected(Acknowledgement ack, long issued, long now, boolean first) {
        long told = Math.max(-FAR, Math.min(FAR, ack.at().toEpochMilli()));
        long from = Math.min(issued, now);
        if (first && ack.status() == Status.APPLIED) {
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
