package dev.sluice.policy.idle;

import dev.sluice.policy.idle.calls.IdleHistory;
import java.util.function.LongPredicate;

/** A service on a timeline: calls come at given minutes, the rule decides at each minute's beginning. */
final class Silence {
    private final KeepAlive rule;
    private final IdleHistory history = new IdleHistory();
    private final double price;
    private boolean held;
    private int cold;
    private int idle;

    Silence(KeepAlive rule, double price) {
        this.rule = rule;
        this.price = price;
    }

    /** Lives through the minutes from {@code from} up to, not including, {@code to}. */
    void live(long from, long to, LongPredicate called) {
        for (long minute = from; minute < to; minute++) {
            held = loaded(minute);
            boolean call = called.test(minute);
            cold += call && !held ? 1 : 0;
            idle += held && !call ? 1 : 0;
            if (call) {
                history.called(minute, !held);
                held = true;
            }
        }
    }

    /** Whether it would be loaded in {@code minute} if it stayed silent until then and were not loaded before. */
    boolean loaded(long minute) {
        return rule.decide(history, held ? LoadState.IDLE : LoadState.GONE, minute, price)
                .load();
    }

    IdleHistory history() {
        return history;
    }

    int cold() {
        return cold;
    }

    int idle() {
        return idle;
    }
}
