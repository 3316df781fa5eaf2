package dev.sluice.policy.idle;

import dev.sluice.policy.idle.calls.IdleHistory;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * One service that may run at zero and is decided alone: its calls, its own idle budget, and the rule.
 *
 * <p>The price changes every minute and the calls change in active minutes only, so they are written separately.
 */
public final class IdleTracker {
    private final ColdStartWorth worth;
    private final IdleHistory history;
    private IdlePrice price;

    private IdleTracker(ColdStartWorth worth, IdleHistory history, IdlePrice price) {
        this.worth = worth;
        this.history = history;
        this.price = price;
    }

    /** A service that was never called. */
    public static IdleTracker of(ColdStartWorth worth, IdleBudget budget) {
        return of(worth, budget, new IdleHistory());
    }

    /** A service with these calls, and nothing spent yet. */
    public static IdleTracker of(ColdStartWorth worth, IdleBudget budget, IdleHistory history) {
        return new IdleTracker(worth, history, IdlePrice.of(worth, budget));
    }

    /**
     * Learns from a minute that is over and was reported. A minute without a report is skipped, not counted as
     * silent.
     *
     * @param called whether a call came in it
     * @param ready whether the first call found, or would have found, the service ready
     * @param held whether it was loading or loaded
     */
    public void ended(long minute, boolean called, boolean ready, boolean held) {
        price = price.after(IdleMinute.NONE.plus(history, minute, called, held));
        if (called) {
            history.called(minute, !ready);
        }
    }

    /**
     * Whether it must be loaded in {@code minute}, as known when that minute begins.
     *
     * @param lead minutes that loading takes, see {@link KeepAlive#lead}
     */
    public IdleVerdict decide(LoadState presence, long minute, int lead) {
        return decide(presence, minute, lead, 1);
    }

    /** The same, where an idle minute costs {@code weight} times as much: what is kept takes more, or loads sooner. */
    public IdleVerdict decide(LoadState presence, long minute, int lead, double weight) {
        return new KeepAlive(worth, lead).decide(history, presence, minute, weight * price.now());
    }

    /** What comes next if no call comes. */
    public KeepAlive.Outlook outlook(LoadState presence, long from, int within, int lead) {
        return new KeepAlive(worth, lead).outlook(history, presence, from, within, price.now());
    }

    /** Its calls so far. */
    public IdleHistory history() {
        return history;
    }

    /** What an idle minute costs it now, and what it spent. */
    public IdlePrice price() {
        return price;
    }

    /** Writes its calls, exactly; {@link IdleHistory#read} reads them. */
    public void writeCalls(DataOutput out) throws IOException {
        history.write(out);
    }

    /** Writes what an idle minute costs it and what it spent, exactly. */
    public void writePrice(DataOutput out) throws IOException {
        price.write(out);
    }

    /** Reads what {@link #writePrice} wrote, under a worth and budget that may be new. */
    public void readPrice(DataInput in) throws IOException {
        price = price.read(in);
    }
}
