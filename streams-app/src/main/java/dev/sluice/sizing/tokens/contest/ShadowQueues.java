package dev.sluice.sizing.tokens.contest;

import dev.sluice.sizing.contest.Level16;
import dev.sluice.sizing.contest.SlidingExtremes;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The fleet that each rule would run, and the queue in front of it. All is counted in busy replicas, so that a fleet of n
 * computes n seconds of prompts per second.
 *
 * <p>A replica is ready after the lead time, and one that is taken away is gone at once. So the ready fleet is the
 * smallest that the rule asked for within the last lead time.
 *
 * <p><b>Example.</b> Ten replicas are ready and 14 seconds of prompts arrive per second for five seconds. The queue grows
 * to 20 s of work, which ten replicas need 2 s for. With an allowed wait of 1 s, half of the requests at the end are late.
 */
final class ShadowQueues {
    private static final int SLOTS = 16;

    /** Waits from the allowed one to three times as long are late in a growing share: other requests are shorter. */
    private static final double SPREAD = 2;

    /** Share of answers that are slow at the allowed share of prompts, and how fast that share grows beyond. */
    private static final double SLOW_AT_BOUND = .01;

    private static final double SLOW_GROWTH = 8;
    private static final double LEAST = .01;

    private final int rules;
    private final SlidingExtremes lead;
    private final float[] ready;
    private final float[] sizes;
    private final double[] queue;

    ShadowQueues(int rules) {
        this.rules = rules;
        lead = new SlidingExtremes(rules, SLOTS, false);
        ready = new float[rules];
        sizes = new float[rules];
        queue = new double[rules];
    }

    /** All fleets start as the real one. */
    void start(double replicas) {
        Arrays.fill(sizes, Level16.round(replicas));
    }

    /**
     * Lets one window of demand pass through all fleets.
     *
     * @param demand busy replicas
     * @param minute mean of the last minute, busy replicas
     * @param allowedWait seconds
     * @param allowedShare share of a replica's time that prompts may take
     * @param late is given the share of requests that are late, per rule
     */
    void serve(double demand, double minute, double seconds, double allowedWait, double allowedShare, double[] late) {
        for (int rule = 0; rule < rules; rule++) {
            double fleet = Math.max(LEAST, ready[rule]);
            double before = queue[rule];
            queue[rule] = (float) Math.max(0, before + (demand - fleet) * seconds);
            double wait = (before + queue[rule]) / 2 / fleet;
            double waited = (wait - allowedWait) / (SPREAD * allowedWait);
            double slow = SLOW_AT_BOUND * Math.exp(SLOW_GROWTH * (Math.min(1, minute / fleet) - allowedShare));
            late[rule] = Math.max(Math.max(0, Math.min(1, waited)), Math.min(1, slow));
        }
    }

    /** Forgets what waits: the fleets have not had time to become what their rules ask for. */
    void empty() {
        Arrays.fill(queue, 0);
    }

    /** Prompt work in the queue of a rule beyond what its fleet finishes within the allowed wait, busy seconds. */
    double excess(int rule, double allowedWait) {
        return Math.max(0, queue[rule] - Math.max(LEAST, ready[rule]) * allowedWait);
    }

    double size(int rule) {
        return sizes[rule];
    }

    void resize(int rule, double replicas) {
        sizes[rule] = Level16.round(replicas);
    }

    /** Ends a window: what was asked for is ready after {@code leadWindows}. */
    void order(int leadWindows) {
        lead.push(sizes, leadWindows + 1);
        lead.read(leadWindows + 1, leadWindows + 1, ready);
    }

    void write(DataOutput out) throws IOException {
        lead.write(out);
        for (int rule = 0; rule < rules; rule++) {
            out.writeFloat(ready[rule]);
            out.writeFloat(sizes[rule]);
            out.writeFloat((float) queue[rule]);
        }
    }

    /** Reads what was written of the first {@code stored} rules; each later one was as the one before it that is like it. */
    void read(DataInput in, int stored) throws IOException {
        lead.read(in, stored, TokenRules::like);
        for (int rule = 0; rule < stored; rule++) {
            ready[rule] = in.readFloat();
            sizes[rule] = in.readFloat();
            queue[rule] = in.readFloat();
        }
        for (int rule = stored; rule < rules; rule++) {
            int like = TokenRules.like(rule);
            ready[rule] = ready[like];
            sizes[rule] = sizes[like];
            queue[rule] = queue[like];
        }
    }
}
