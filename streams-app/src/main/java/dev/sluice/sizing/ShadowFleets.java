package dev.sluice.sizing;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The fleet that every rule would run: a scale-up is useful after the lead time, a scale-down at once, and a lower
 * target cancels what was ordered above it. What serves is therefore the smallest target of the last lead time.
 *
 * <p>A lead time of n windows and a part p of one: in the first p of a window the targets of the last n + 2 windows
 * count, afterwards those of the last n + 1. Sizes are means over a window.
 */
final class ShadowFleets {
    private static final int SLOTS = 8;
    private static final double ROUNDING = 1e-6;

    private final int[] laneOfRule;
    private final float[] factorOfRule;
    private final SlidingExtremes lead;
    private final float[] shortly;
    private final float[] longer;

    final float[] unserved;
    final float[] worst;
    final float[] cost;

    ShadowFleets(RuleBook book) {
        laneOfRule = book.laneOfRule();
        factorOfRule = book.factorOfRule();
        lead = new SlidingExtremes(book.lanes(), SLOTS, false);
        shortly = new float[book.lanes()];
        longer = new float[book.lanes()];
        unserved = new float[laneOfRule.length];
        worst = new float[laneOfRule.length];
        cost = new float[laneOfRule.length];
    }

    /** Every rule's fleet meets one window of demand. */
    void serve(LoadWindow window, Terms terms, float rate) {
        double part = window.leadSeconds() / window.windowSeconds();
        int whole = (int) Math.min(1 << 20, Math.floor(part + 1e-9));
        part = Math.max(0, part - whole);
        lead.read(whole + 1, whole + 2, shortly);
        lead.read(whole + 2, whole + 2, longer);
        float demand = (float) (Math.min(window.demand(), terms.max() * window.capacity()) / window.capacity());
        float low = Math.max(1, terms.min());
        float keep = 1 - rate;
        for (int rule = 0; rule < laneOfRule.length; rule++) {
            int lane = laneOfRule[rule];
            float now = replicas(shortly[lane] * factorOfRule[rule], low, terms.max());
            float before = replicas(longer[lane] * factorOfRule[rule], low, terms.max());
            float ready = (float) (now + part * (before - now));
            float missed = Math.max(0, demand - ready);
            unserved[rule] = unserved[rule] * keep + rate * missed;
            worst[rule] = Math.max(worst[rule] * keep, missed * rate);
            cost[rule] = cost[rule] * keep + rate * ready;
        }
    }

    /** Every rule's new target; {@code levels} in replicas, a lane each. */
    void target(float[] levels, int leadWindows) {
        lead.push(levels, leadWindows + 2);
    }

    /** The size that a rule asks for at the levels given. */
    int wish(int rule, float[] levels, Terms terms) {
        return (int) replicas(levels[laneOfRule[rule]] * factorOfRule[rule], Math.max(1, terms.min()), terms.max());
    }

    /** The level that a rule provides for, in replicas. */
    double level(int rule, float[] levels) {
        return levels[laneOfRule[rule]] * (double) factorOfRule[rule];
    }

    private static float replicas(float level, float low, float high) {
        // rounds up but for rounding errors
        float size = (float) (int) (level * (1 - ROUNDING) + .9999995);
        return Math.max(low, Math.min(high, size));
    }

    void write(DataOutput out) throws IOException {
        lead.write(out);
        for (int rule = 0; rule < laneOfRule.length; rule++) {
            out.writeFloat(unserved[rule]);
            out.writeFloat(worst[rule]);
            out.writeFloat(cost[rule]);
        }
    }

    void read(DataInput in) throws IOException {
        lead.read(in);
        for (int rule = 0; rule < laneOfRule.length; rule++) {
            unserved[rule] = in.readFloat();
            worst[rule] = in.readFloat();
            cost[rule] = in.readFloat();
        }
    }
}
