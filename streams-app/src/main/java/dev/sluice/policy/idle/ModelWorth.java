package dev.sluice.policy.idle;

import dev.sluice.policy.idle.calls.CallChance;
import dev.sluice.policy.idle.calls.IdleHistory;

/**
 * What it is worth to keep a loaded model in memory that others need, too.
 *
 * <p><b>Idea.</b> Whoever knew all calls would give up the model that is called latest (Belady, 1966), and of several that
 * differ in load time and memory the one with the least load time / memory / time to its next call. The time T to the next call is
 * not known; what its chances are is.
 *
 * <p><b>Formula.</b> The chance of a call in a minute is {@link CallChance} or, if that is more, the lesser of two rates: the model's
 * calls in a minute of its life, and one call in as long as it has been silent. So models that are silent for days keep a rank.
 *
 * <pre>worth = E[1 / T] x load time / memory           in seconds saved, for each minute and byte</pre>
 *
 * <p>The models with the least worth are given up first. So memory goes to those that save most waiting for each byte.
 */
public final class ModelWorth {
    /** Minutes that are looked ahead; what is called later is worth nothing. */
    private static final int AHEAD = 1024;

    private ModelWorth() {}

    /** What keeping a model at {@code minute} is worth, for each byte of its memory. */
    public static double perByte(IdleHistory history, long minute, double loadSeconds, double memory) {
        return soon(history, minute) * loadSeconds / memory;
    }

    /** Expected value of 1 / minutes to the next call. The chance of one minute stands for those up to twice as far. */
    static double soon(IdleHistory history, long minute) {
        if (!history.seen()) {
            return 0;
        }
        // a minute with a call is over: the next call is looked for after it
        long from = Math.max(minute, history.last() + 1);
        double none = 1;
        double soon = 0;
        for (int ahead = 1; ahead <= AHEAD; ahead *= 2) {
            double chance = chance(history, from + ahead - 1);
            double stillNone = none * Math.pow(1 - chance, ahead);
            soon += (none - stillNone) / ahead;
            none = stillNone;
        }
        return soon;
    }

    private static double chance(IdleHistory history, long minute) {
        double usual = history.active() / (double) Math.max(1, history.covered(minute));
        double silent = 1.0 / Math.max(1, history.age(minute));
        return Math.min(1, Math.max(Math.min(usual, silent), CallChance.of(history, minute)));
    }
}
