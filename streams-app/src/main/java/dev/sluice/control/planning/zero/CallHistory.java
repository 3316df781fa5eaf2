package dev.sluice.control.planning.zero;

import dev.sluice.policy.idle.ColdStartWorth;
import dev.sluice.policy.idle.IdleBudget;
import dev.sluice.policy.idle.IdleTracker;
import dev.sluice.policy.idle.calls.IdleHistory;
import dev.sluice.state.VarInts;
import java.io.ByteArrayInputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The learned call history of a service that may scale to zero, stored in two parts: the full history, which is large,
 * and what happened since it was last written. A call that is in both parts counts once.
 */
final class CallHistory {
    /** Number of active minutes after which the full history is written again. */
    static final int LONGEST = 32;

    private static final ColdStartWorth WORTH = ColdStartWorth.ALONE;
    private static final IdleBudget BUDGET = IdleBudget.alone(1);

    private final IdleTracker watch;
    private final List<Call> since = new ArrayList<>();
    private boolean due;

    private CallHistory(IdleTracker watch, boolean due) {
        this.watch = watch;
        this.due = due;
    }

    /** An active minute. */
    private record Call(long minute, boolean cold) {}

    /**
     * Creates the history of a service that was never called. It is due to be written, so that an old stored one is
     * overwritten.
     */
    static CallHistory empty() {
        return new CallHistory(IdleTracker.of(WORTH, BUDGET), true);
    }

    IdleTracker watch() {
        return watch;
    }

    /** Takes in a minute that has ended, see {@link IdleTracker#ended}. */
    void ended(long minute, boolean called, boolean ready, boolean held) {
        watch.ended(minute, called, ready, held);
        if (called) {
            note(minute, !ready);
        }
    }

    /** Takes in a call in a minute that was counted as silent. */
    void late(long minute, boolean cold) {
        if (!watch.history().seen() || minute > watch.history().last()) {
            watch.history().called(minute, cold);
            note(minute, cold);
        }
    }

    private void note(long minute, boolean cold) {
        since.add(new Call(minute, cold));
        due |= since.size() >= LONGEST;
    }

    /** Returns true if the full history is due to be written. */
    boolean isDue() {
        return due;
    }

    /** Writes the full history. */
    void write(DataOutput out) throws IOException {
        watch.writeCalls(out);
        since.clear();
        due = false;
    }

    /** Writes what happened since the full history was written, and what changes every minute. */
    void writeRecent(DataOutput out) throws IOException {
        out.writeBoolean(due);
        watch.writePrice(out);
        VarInts.writeCount(since.size(), out);
        long last = 0;
        for (Call call : since) {
            VarInts.writeCount((call.minute() - last) << 1 | (call.cold() ? 1 : 0), out);
            last = call.minute();
        }
    }

    /** Reads what {@link #writeRecent} wrote, on top of the full history if that was ever written. */
    static CallHistory read(DataInput in, Optional<byte[]> whole) throws IOException {
        boolean due = in.readBoolean();
        IdleHistory history = whole.isPresent()
                ? IdleHistory.read(new DataInputStream(new ByteArrayInputStream(whole.get())))
                : new IdleHistory();
        CallHistory journal = new CallHistory(IdleTracker.of(WORTH, BUDGET, history), due);
        journal.watch.readPrice(in);
        long minute = 0;
        for (long left = VarInts.readCount(in); left > 0; left--) {
            long step = VarInts.readCount(in);
            minute += step >> 1;
            journal.late(minute, (step & 1) != 0);
        }
        return journal;
    }
}
