package dev.sluice.sizing.contest;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * The fleet that each rule would run. A scale-up is ready after the lead time, a scale-down takes effect at once, and
 * a lower target cancels what was ordered above it. The ready fleet is therefore the lowest target of the last lead
 * time.
 *
 * <p>The levels of the rules have a {@link DeadBand}, and the cost of a start is added to the cost of a fleet: a rule
 * that starts and stops replicas often must be cheaper otherwise.
 *
 * <p>A lead time is n windows and a fraction p of one. In the first p of a window the targets of the last n + 2
 * windows count, afterwards those of the last n + 1. Sizes are means over a window.
 */
final class ShadowFleets {
    private static final int SLOTS = 8;
    private static final double ROUNDING = 1e-6;

    private final RuleTable rules;
    private final int lanes;
    private final SlidingExtremes lead;

    private final DeadBand asked;

    /** Unserved demand of each fleet in a jump that is not judged yet, in replicas times windows. */
    private final float[] unjudged;

    /** What a rise that is not judged yet has added to the means below. */
    private final float[] risen;

    private final float[] risenLately;

    /** Unserved demand of each fleet, in replicas: the means of the long and of the short memory. */
    final float[] unserved;

    final float[] unservedLately;
    /** The replicas that each fleet ran, plus the cost of its starts. */
    final float[] cost;

    /** The level that each rule provides for now, in replicas. */
    final float[] wishes;

    ShadowFleets(RuleTable rules, int lanes) {
        this.rules = rules;
        this.lanes = lanes;
        lead = new SlidingExtremes(lanes, SLOTS, false);
        asked = new DeadBand(lanes);
        unjudged = new float[rules.rules()];
        risen = new float[rules.rules()];
        risenLately = new float[rules.rules()];
        unserved = new float[rules.rules()];
        unservedLately = new float[rules.rules()];
        cost = new float[rules.rules()];
        wishes = new float[rules.rules()];
    }

    /**
     * Applies one window of demand to every rule's fleet. {@code demand} is in replicas.
     *
     * @param open true if the window belongs to a jump that is not judged yet: what is unserved is set aside
     * @param rise the rise that the window belongs to, if any: what is unserved counts, and may be taken back
     */
    void serve(float demand, LoadWindow window, ContestTerms terms, Rates rates, boolean open, RaisedLevel.News rise) {
        double part = window.leadWindows();
        int whole = (int) Math.floor(part + 1e-9);
        float early = (float) Math.max(0, part - whole);
        float[] shortly = new float[lanes];
        lead.read(whole + 1, whole + 2, shortly);
        float[] longer = early > 0 ? new float[lanes] : shortly;
        if (early > 0) {
            lead.read(whole + 2, whole + 2, longer);
        }
        int[] laneOfRule = rules.lane();
        float[] factorOfRule = rules.factor();
        float low = Math.max(1, terms.min());
        float high = terms.max();
        float parts = terms.parts();
        for (int rule = 0; rule < laneOfRule.length; rule++) {
            int lane = laneOfRule[rule];
            float later = replicas(shortly[lane] * factorOfRule[rule], low, high, parts);
            float first = early > 0 ? replicas(longer[lane] * factorOfRule[rule], low, high, parts) : later;
            float ready = later + early * (first - later);
            float missed = Math.max(0, demand - ready);
            if (open) {
                unjudged[rule] += missed;
                missed = 0;
            }
            if (rise.isOpen()) {
                float counted = rise == RaisedLevel.News.RISING ? missed : 0;
                risen[rule] += rates.slow() * (counted - risen[rule]);
                risenLately[rule] += rates.quick() * (counted - risenLately[rule]);
            }
            unserved[rule] += rates.slow() * (missed - unserved[rule]);
            unservedLately[rule] += rates.quick() * (missed - unservedLately[rule]);
            cost[rule] += rates.slow() * (ready - cost[rule]);
        }
    }

    /** Counts all fleets in replicas of which so many times as many are needed. */
    void multiply(float times) {
        lead.multiply(times);
        asked.multiply(times);
        for (float[] counted : List.of(unjudged, risen, risenLately, unserved, unservedLately, cost, wishes)) {
            for (int rule = 0; rule < counted.length; rule++) {
                counted[rule] *= times;
            }
        }
    }

    /** Forgets everything: the fleets begin with what is asked for next. */
    void beginAgain() {
        lead.clear();
        asked.clear();
        Arrays.fill(unserved, 0);
        Arrays.fill(unservedLately, 0);
        Arrays.fill(cost, 0);
        forgive();
        keepRise();
    }

    /** Weights of a window in the long and the short memory. */
    record Rates(float slow, float quick) {}

    /** The jump was a burst: its unserved demand counts. If the mean has risen as well, it may be taken back. */
    void blame(Rates rates, RaisedLevel.News rise) {
        for (int rule = 0; rule < unjudged.length; rule++) {
            unserved[rule] += rates.slow() * unjudged[rule];
            unservedLately[rule] += rates.quick() * unjudged[rule];
            if (rise.isOpen()) {
                risen[rule] += rates.slow() * unjudged[rule];
                risenLately[rule] += rates.quick() * unjudged[rule];
            }
        }
        forgive();
    }

    /** The rise is over: what was unserved in it counts. */
    void keepRise() {
        Arrays.fill(risen, 0);
        Arrays.fill(risenLately, 0);
    }

    /** The rise became the new level: what it has added is taken back. */
    void takeBackRise() {
        for (int rule = 0; rule < risen.length; rule++) {
            unserved[rule] = Math.max(0, unserved[rule] - risen[rule]);
            unservedLately[rule] = Math.max(0, unservedLately[rule] - risenLately[rule]);
        }
        keepRise();
    }

    /** The jump became the new level: the unserved demand of its rise is forgotten. */
    void forgive() {
        Arrays.fill(unjudged, 0);
    }

    /**
     * Lets every rule propose again.
     *
     * @param levels levels in replicas, one per lane
     * @param startCost what one start adds to the cost of a window, in replicas, weighted
     */
    void ask(float[] levels, LoadWindow window, ContestTerms terms, float startCost) {
        float[] before = asked.held.clone();
        for (int lane = 0; lane < lanes; lane++) {
            asked.held[lane] = asked.next(lane, levels[lane]);
        }
        lead.push(asked.held, (int) Math.floor(window.leadWindows() + 1e-9) + 2);
        float low = Math.max(1, terms.min());
        float parts = terms.parts();
        for (int rule = 0; rule < wishes.length; rule++) {
            int lane = rules.lane()[rule];
            wishes[rule] = asked.held[lane] * rules.factor()[rule];
            if (startCost > 0 && asked.held[lane] > before[lane]) {
                float started = replicas(wishes[rule], low, terms.max(), parts)
                        - replicas(before[lane] * rules.factor()[rule], low, terms.max(), parts);
                cost[rule] += startCost * starts(started);
            }
        }
    }

    /** Replicas that a fleet starts to grow by so many: one at least, as the next mix has a replica that the last one had not. */
    private static float starts(float grown) {
        return grown > 0 ? Math.max(1, grown) : 0;
    }

    /** The size that a rule proposes. */
    int size(int rule, ContestTerms terms) {
        return size(wishes[rule], terms);
    }

    int size(double level, ContestTerms terms) {
        return (int) replicas((float) level, Math.max(1, terms.min()), terms.max(), 1);
    }

    private static float replicas(float level, float low, float high, float parts) {
        // rounds up, except for rounding errors
        float size = (float) (int) (level * parts * (1 - ROUNDING) + .9999995) / parts;
        return Math.max(low, Math.min(high, size));
    }

    void write(DataOutput out, boolean open, boolean rising) throws IOException {
        lead.write(out);
        asked.write(out);
        for (int rule = 0; rule < cost.length; rule++) {
            out.writeFloat(unserved[rule]);
            out.writeFloat(unservedLately[rule]);
            out.writeFloat(cost[rule]);
        }
        for (int rule = 0; open && rule < unjudged.length; rule++) {
            out.writeFloat(unjudged[rule]);
        }
        for (int rule = 0; rising && rule < risen.length; rule++) {
            out.writeFloat(risen[rule]);
            out.writeFloat(risenLately[rule]);
        }
    }

    void read(DataInput in, boolean open, boolean rising) throws IOException {
        lead.read(in);
        asked.read(in);
        for (int rule = 0; rule < cost.length; rule++) {
            unserved[rule] = in.readFloat();
            unservedLately[rule] = in.readFloat();
            cost[rule] = in.readFloat();
        }
        for (int rule = 0; open && rule < unjudged.length; rule++) {
            unjudged[rule] = in.readFloat();
        }
        for (int rule = 0; rising && rule < risen.length; rule++) {
            risen[rule] = in.readFloat();
            risenLately[rule] = in.readFloat();
        }
    }
}
