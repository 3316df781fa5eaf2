package dev.sluice.policy.idle;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** One service that may run at zero and is decided alone: its calls, its own idle budget, and the rule. */
public final class IdleWatch {
    private final KeepAlive rule;
    private final IdleHistory history;
    private IdlePrice price;

    private IdleWatch(KeepAlive rule, IdleHistory history, IdlePrice price) {
        this.rule = rule;
        this.history = history;
        this.price = price;
    }

    /** A service that was never called. */
    public static IdleWatch of(KeepAlive rule, IdleBudget budget) {
        return new IdleWatch(rule, new IdleHistory(), IdlePrice.of(rule.worth(), budget));
    }

    /**
     * Takes in a minute that is over and was reported; one without a report is left out, not taken as silent.
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

    /** Whether it is to be loaded in {@code minute}, as known when that minute begins. */
    public IdleVerdict decide(Presence presence, long minute) {
        return rule.decide(history, presence, minute, price.now());
    }

    /** What comes next if no call does. */
    public KeepAlive.Outlook outlook(Presence presence, long from, int within) {
        return rule.outlook(history, presence, from, within, price.now());
    }

    /** Its calls so far. */
    public IdleHistory history() {
        return history;
    }

    /** What an idle minute costs it now, and what it spent. */
    public IdlePrice price() {
        return price;
    }

    /** Writes what it remembers, exactly. */
    public void write(DataOutput out) throws IOException {
        price.write(out);
        history.write(out);
    }

    /** Reads what {@link #write} wrote, under a rule and budget that may be new. */
    public static IdleWatch read(DataInput in, KeepAlive rule, IdleBudget budget) throws IOException {
        IdlePrice price = IdlePrice.of(rule.worth(), budget).read(in);
        return new IdleWatch(rule, IdleHistory.read(in), price);
    }
}
