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

    private final RuleTable rules;
    private final int lanes;
    private final SlidingExtremes lead;

    /** What each fleet left unserved and ran, in replicas: means of the long memory, and of the short one. */
    final float[] unserved;

    final float[] unservedLately;
    final float[] cost;

    /** The level that each rule provides for now, in replicas. */
    final float[] wishes;

    ShadowFleets(RuleTable rules, int lanes) {
        this.rules = rules;
        this.lanes = lanes;
        lead = new SlidingExtremes(lanes, SLOTS, false);
        unserved = new float[rules.rules()];
        unservedLately = new float[rules.rules()];
        cost = new float[rules.rules()];
        wishes = new float[rules.rules()];
    }

    /** Every rule's fleet meets one window of demand, {@code demand} replicas' worth. */
    void serve(float demand, LoadWindow window, ContestTerms terms, Rates rates) {
        double part = window.leadWindows();
        int whole = (int) Math.floor(part + 1e-9);
        float early = (float) Math.max(0, part - whole);
        float[] shortly = new float[lanes];
        float[] longer = new float[lanes];
        lead.read(whole + 1, whole + 2, shortly);
        lead.read(whole + 2, whole + 2, longer);
        int[] laneOfRule = rules.lane();
        float[] factorOfRule = rules.factor();
        float low = Math.max(1, terms.min());
        float high = terms.max();
        for (int rule = 0; rule < laneOfRule.length; rule++) {
            int lane = laneOfRule[rule];
            float later = replicas(shortly[lane] * factorOfRule[rule], low, high);
            float first = replicas(longer[lane] * factorOfRule[rule], low, high);
            float ready = later + early * (first - later);
            float missed = Math.max(0, demand - ready);
            unserved[rule] += rates.slow() * (missed - unserved[rule]);
            unservedLately[rule] += rates.quick() * (missed - unservedLately[rule]);
            cost[rule] += rates.slow() * (ready - cost[rule]);
        }
    }

    /** Weights of a window in the long and the short memory. */
    record Rates(float slow, float quick) {}

    /** Every rule asks anew; {@code levels} in replicas, a lane each. */
    void ask(float[] levels, LoadWindow window) {
        lead.push(levels, (int) Math.floor(window.leadWindows() + 1e-9) + 2);
        for (int rule = 0; rule < wishes.length; rule++) {
            wishes[rule] = levels[rules.lane()[rule]] * rules.factor()[rule];
        }
    }

    /** The size that a rule asks for. */
    int size(int rule, ContestTerms terms) {
        return (int) replicas(wishes[rule], Math.max(1, terms.min()), terms.max());
    }

    private static float replicas(float level, float low, float high) {
        // rounds up but for rounding errors
        float size = (float) (int) (level * (1 - ROUNDING) + .9999995);
        return Math.max(low, Math.min(high, size));
    }

    void write(DataOutput out) throws IOException {
        lead.write(out);
        for (int rule = 0; rule < cost.length; rule++) {
            out.writeFloat(unserved[rule]);
            out.writeFloat(unservedLately[rule]);
            out.writeFloat(cost[rule]);
        }
    }

    void read(DataInput in) throws IOException {
        lead.read(in);
        for (int rule = 0; rule < cost.length; rule++) {
            unserved[rule] = in.readFloat();
            unservedLately[rule] = in.readFloat();
            cost[rule] = in.readFloat();
        }
    }
}
