package dev.sluice.sizing.tokens.contest;

import dev.sluice.sizing.contest.RaisedLevel;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * What each rule would have cost, and how many requests would have been late.
 *
 * <p><b>Formula.</b> With the price p of a late request, in multiples of what it costs to serve one:
 *
 * <pre>
 *   score = cost * (1 + p * late)
 * </pre>
 *
 * Cost is the mean fleet with its starts and stops, late is the share of late requests, both over all that was seen, up to the last four
 * hours. In the first two hours, the fleet that was there at first, without late requests, stands for what was not seen.
 *
 * <p><b>A step is forgiven once.</b> Where demand moves to a higher level, all rules are late but those that always run a multiple of
 * it. Whether that speaks for them is known when the rise is over. Late requests of the first {@value #LEADS_OF_RISE} lead
 * times of a rise, in which the orders become ready and the queue is worked off, are taken back if the mean stays
 * up for a quarter of an hour and four lead times ({@link RaisedLevel}). Bursts of minutes count.
 *
 * <p><b>Example.</b> Demand goes from 2 busy replicas to 4.4 and stays there. With starts of 2 min, a rule that follows the mean is late for
 * 4 min: after an hour that is 7 % of all requests, and with a price of 17 its score is 2.2 times its cost. 15 min later that is
 * forgotten.
 */
final class TokenScores {
    private static final double LEAST_MEMORY_SECONDS = 7200;
    private static final double MEMORY_SECONDS = 14_400;

    /** In the first minutes nothing is a rise: all that demand brings is new. */
    private static final double EARLY_SECONDS = 600;

    private static final double MEAN_SECONDS = 120;
    private static final double LEAST_RISE_SECONDS = 30;
    private static final double LEADS_OF_RISE = 2;
    private static final double LASTING_SECONDS = 900;
    private static final double LEADS_OF_LEVEL = 4;
    private static final double LEAST = 1e-9;

    private final int rules;
    private final RaisedLevel raised = new RaisedLevel();
    private final float[] cost;
    private final float[] late;
    private final float[] lateInRise;
    private double demand;
    private double judgedSeconds;

    TokenScores(int rules) {
        this.rules = rules;
        cost = new float[rules];
        late = new float[rules];
        lateInRise = new float[rules];
    }

    /** Begins with the fleet that is there. */
    void begin(double replicas, double busy) {
        demand = (float) busy;
        Arrays.fill(cost, (float) replicas);
    }

    /**
     * Takes in what was late in a window.
     *
     * @param busy demand of the window, busy replicas
     * @param lateNow share of its requests that are late, per rule
     */
    void judge(TokenWindow w, double busy, double[] lateNow) {
        judgedSeconds = (float) (judgedSeconds + w.seconds());
        double rate = rate(w);
        // of all that was judged: a guess at the first window would make late requests cheap or dear for two hours
        double first = Math.min(1, w.seconds() / judgedSeconds);
        demand = (float) (demand + Math.max(rate, first) * (busy - demand));
        RaisedLevel.News rise = raised.next(w.promptTokensPerSecond(), pace(w), judgedSeconds < EARLY_SECONDS);
        for (int rule = 0; rule < rules; rule++) {
            double added = rate * busy * lateNow[rule];
            late[rule] = (float) ((1 - rate) * late[rule] + added);
            lateInRise[rule] = (float) ((1 - rate) * lateInRise[rule] + (rise == RaisedLevel.News.RISING ? added : 0));
        }
        if (rise == RaisedLevel.News.LEVEL) {
            forgive();
        }
        if (!rise.isOpen()) {
            Arrays.fill(lateInRise, 0);
        }
    }

    private static RaisedLevel.Pace pace(TokenWindow w) {
        double lead = w.leadSeconds();
        return RaisedLevel.Pace.ofSeconds(
                w.seconds(),
                Math.max(MEAN_SECONDS, lead),
                LEAST_RISE_SECONDS + LEADS_OF_RISE * lead,
                Math.max(LASTING_SECONDS, LEADS_OF_LEVEL * lead));
    }

    private void forgive() {
        for (int rule = 0; rule < rules; rule++) {
            late[rule] = Math.max(0, late[rule] - lateInRise[rule]);
        }
    }

    /** Takes in what the fleet of a rule costs in a window, with its starts and stops: replicas. */
    void charge(int rule, TokenWindow w, double replicas) {
        if (judgedSeconds > 0) {
            cost[rule] = (float) (cost[rule] + rate(w) * (replicas - cost[rule]));
        }
    }

    private double rate(TokenWindow w) {
        return Math.min(1, w.seconds() / Math.max(LEAST_MEMORY_SECONDS, Math.min(MEMORY_SECONDS, judgedSeconds)));
    }

    /** Time over which rules were judged, seconds. */
    double judgedSeconds() {
        return judgedSeconds;
    }

    /** Mean demand, busy replicas. */
    double demand() {
        return demand;
    }

    double cost(int rule) {
        return cost[rule];
    }

    /** The share of requests that would have been late. */
    double late(int rule) {
        return late[rule] / Math.max(LEAST, demand);
    }

    /** What decides, less is better: replicas. */
    double score(int rule, double price) {
        return cost[rule] * (1 + price * late(rule));
    }

    /** Continues with what was judged before. */
    void resume(double judged, double busy) {
        judgedSeconds = judged;
        demand = busy;
    }

    void write(DataOutput out) throws IOException {
        for (int rule = 0; rule < rules; rule++) {
            out.writeFloat(cost[rule]);
            out.writeFloat(late[rule]);
        }
    }

    /** Reads what was written of the first {@code stored} rules; each later one was as the one before it that is like it. */
    void read(DataInput in, int stored) throws IOException {
        for (int rule = 0; rule < stored; rule++) {
            cost[rule] = in.readFloat();
            late[rule] = in.readFloat();
        }
        for (int rule = stored; rule < rules; rule++) {
            cost[rule] = cost[TokenRules.like(rule)];
            late[rule] = late[TokenRules.like(rule)];
        }
    }

    void writeRise(DataOutput out) throws IOException {
        raised.write(out);
        for (float value : lateInRise) {
            out.writeFloat(value);
        }
    }

    void readRise(DataInput in, int stored) throws IOException {
        raised.read(in);
        for (int rule = 0; rule < stored; rule++) {
            lateInRise[rule] = in.readFloat();
        }
        for (int rule = stored; rule < rules; rule++) {
            lateInRise[rule] = lateInRise[TokenRules.like(rule)];
        }
    }
}
