package dev.sluice.sizing.tokens.contest;

import dev.sluice.sizing.contest.RuleFamily;
import dev.sluice.sizing.contest.RuleScore;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Tries many rules in shadow on the service's own demand and lead time, and sizes by those that serve it at the least
 * cost, where a late request has a price.
 *
 * <p><b>Formula.</b> The score of a rule is {@code cost * (1 + price * late)} ({@link TokenScores}), less is better. The price of a late
 * request is {@value #PRICE_OF_ALL} / (share of requests that may be late), in multiples of what it costs to serve one. The rules
 * decide together: the size is their weighted median, and a rule weighs {@code exp((1 - score / best) / }{@value
 * #NEAR}{@code )}. A single best rule would change often, and each change costs starts and stops.
 *
 * <p>Where replicas start at once, a late request waits for a window and not for minutes, so the price is {@value #QUICK_PRICE_OF_ALL}. Changes cost little,
 * so only rules that are nearly the best count. The size stays while the level is within a band around it: of 20 replicas, from 14.3 to 22.3.
 * The fleets in shadow stay too, so a rule that has too little to spare for that is late, and loses.
 *
 * <p>Nothing is judged before an order could have become ready, and the cautious rule decides alone until the others have
 * been tried for a few lead times.
 *
 * <p>All state is kept as precisely as it is written, so that a contest that was stored decides as one that was not.
 */
public final class TokenContest {
    /** The price of a late request, in multiples of serving one, if all may be late; it rises as fewer may. */
    static final double PRICE_OF_ALL = .85;

    /** The same where replicas start at once: who is late waits for a window, not for minutes. */
    private static final double QUICK_PRICE_OF_ALL = .6;

    static final double NEAR = .06;
    private static final double QUICK_NEAR = .04;
    private static final double TRIAL_SECONDS = 120;
    private static final double TRIAL_LEADS = 15;
    private static final double LONGEST_TRIAL_SECONDS = 720;

    /** Time from the first window in which nothing is taken away: a mean of few windows says little. */
    private static final double FIRST_LOOK_SECONDS = 300;

    private static final double START_COST = .5;
    private static final double LEAST_DRAIN_SECONDS = 10;

    /** A level rounds up to a replica from this fraction on. */
    private static final double ROUNDS_UP = .3;

    /** Where replicas take time to start, each window in which they are missing counts. */
    private static final DeadBand BAND = new DeadBand(0, .1);

    /** Where replicas start at once, demand would be followed from window to window. */
    private static final DeadBand QUICK_BAND = new DeadBand(.1, .25);

    private static final double DEAD_REPLICAS = .7;
    private static final double FIRST_SHARE = .4;

    /** What a profile is taken at while little is known of demand: it may grow while replicas start. */
    private static final double MARGIN = 1.2;

    private static final double LEAST = 1e-9;
    private static final double HALF = .5 + LEAST;

    private final int rules = TokenRules.count();
    private final DemandLevels levels = new DemandLevels();
    private final ShadowQueues shadows = new ShadowQueues(rules);
    private final TokenScores scores = new TokenScores(rules);
    private long seen;
    private int asked;
    private int begun;

    // not state: filled anew in every window
    private final double[] lateNow = new double[rules];
    private final double[] wanted = new double[rules];
    private int deciding = TokenRules.CAUTIOUS;
    private int runnerUp = TokenRules.CAUTIOUS;
    private OptionalDouble calculated = OptionalDouble.empty();

    /**
     * How far a level may lie from the size that runs before another is ordered, as shares of that size.
     *
     * @param up above it, beyond what rounding leaves
     * @param down below it, beyond most of a replica
     */
    private record DeadBand(double up, double down) {}

    /**
     * What the contest is told in a window beside the demand.
     *
     * @param speed prompt tokens per second of a busy replica
     * @param allowedShare share of a replica's time that prompts may take
     * @param own seconds that a replica computes a mean prompt
     * @param allowedWait seconds that a request may wait
     * @param floor replicas that other limits ask for
     * @param waiting prompt work that waits in front of the real fleet, busy seconds
     * @param current replicas ordered
     * @param imported true if the service started from an imported profile
     * @param answerSeconds how long a mean answer is generated for; 0 while unknown
     */
    public record Situation(
            double speed,
            double allowedShare,
            double own,
            double allowedWait,
            double floor,
            double waiting,
            int current,
            boolean imported,
            double answerSeconds) {}

    /** Judges all rules on a window, lets them ask again, and returns the replicas to order. */
    public int decide(TokenWindow w, Situation now, TokenTerms terms) {
        double busy = w.promptTokensPerSecond() / now.speed();
        if (seen == 0) {
            begin(now);
        }
        double[] at = levels.observe(w, seen);
        judge(w, now, busy);
        TokenRules.combine(at, w.promptTokensPerSecond());
        ask(at, w, now, terms);
        seen++;
        asked = chosen(w, now, terms);
        return asked;
    }

    /** Replicas that were asked for last; 0 before the first window. */
    public int asked() {
        return asked;
    }

    /**
     * Demand whose answers must be decoded in time, prompt tokens per second: that of the last five minutes. Where
     * replicas start at once it is not more than that of the last half minute, so that no burst is provided for twice.
     */
    public double decodedUnder(TokenWindow w) {
        double minutes = levels.lastMinutes();
        return leadWindows(w) == 0 ? Math.min(levels.lastHalfMinute(), minutes) : minutes;
    }

    private void begin(Situation now) {
        begun = now.current();
        shadows.start(now.current());
        scores.begin(now.current(), FIRST_SHARE * now.current());
    }

    private void judge(TokenWindow w, Situation now, double busy) {
        shadows.serve(
                busy, levels.lastMinute() / now.speed(), w.seconds(), now.allowedWait(), now.allowedShare(), lateNow);
        if (seen * w.seconds() <= w.leadSeconds()) {
            shadows.empty();
            return;
        }
        scores.judge(w, busy, lateNow);
    }

    /** The lead time in whole windows: 0 if an order is ready before the middle of the next one. */
    private static int leadWindows(TokenWindow w) {
        return (int) Math.ceil(w.leadSeconds() / w.seconds() - HALF);
    }

    private static double price(TokenWindow w, TokenTerms terms) {
        return (leadWindows(w) == 0 ? QUICK_PRICE_OF_ALL : PRICE_OF_ALL) / terms.lateShare();
    }

    private static DeadBand band(TokenWindow w) {
        return leadWindows(w) == 0 ? QUICK_BAND : BAND;
    }

    /** Time in which what waits too long is worked off: a lead time, or the next window where replicas start at once. */
    private static double drainSeconds(TokenWindow w) {
        return Math.max(leadWindows(w) == 0 ? w.seconds() : LEAST_DRAIN_SECONDS, w.leadSeconds());
    }

    private void ask(double[] at, TokenWindow w, Situation now, TokenTerms terms) {
        double drain = drainSeconds(w);
        for (int rule = 0; rule < rules; rule++) {
            wanted[rule] = Math.max(now.floor(), TokenRules.replicas(rule, at[TokenRules.lane(rule)] / now.speed()));
            double level = wanted[rule] + shadows.excess(rule, now.allowedWait()) / drain;
            double before = shadows.size(rule);
            double after = next(level, before, band(w), terms);
            double starts = START_COST * Math.max(0, after - before) * w.leadSeconds() / w.seconds();
            // a replica that is taken away is paid for until it has finished its answers
            double stops = Math.max(0, before - after) * now.answerSeconds() / w.seconds();
            scores.charge(rule, w, after + starts + stops);
            shadows.resize(rule, after);
        }
        shadows.order(leadWindows(w));
    }

    /** The next size at a level: what runs, unless the level lies outside of the band around it. */
    private static double next(double level, double before, DeadBand band, TokenTerms terms) {
        boolean higher = level - ROUNDS_UP > before + band.up() * before;
        boolean lower = level < before - DEAD_REPLICAS - band.down() * before;
        return terms.clamp(higher || lower ? Math.ceil(level - ROUNDS_UP) : before);
    }

    private int chosen(TokenWindow w, Situation now, TokenTerms terms) {
        boolean trial = scores.judgedSeconds() < trialSeconds(w.leadSeconds());
        calculated = trial && now.imported() ? OptionalDouble.of(calculated(now, terms)) : OptionalDouble.empty();
        double level = trial ? calculated.orElse(wanted[TokenRules.CAUTIOUS]) : median(w, price(w, terms));
        double drain = drainSeconds(w);
        double waiting = now.waiting() + (calculated.isPresent() ? stillToWait(w, now) : 0);
        double excess = Math.max(0, waiting - w.replicas() * now.allowedWait());
        int size = (int) next(level + excess / drain, now.current(), band(w), terms);
        int kept = now.imported() ? begun : now.current();
        return seen * w.seconds() < FIRST_LOOK_SECONDS ? terms.clamp(Math.max(size, kept)) : size;
    }

    /** Prompt work that joins the queue before the first orders are ready, busy seconds: it is known from the start. */
    private double stillToWait(TokenWindow w, Situation now) {
        double remaining = Math.max(0, w.leadSeconds() - seen * w.seconds());
        return remaining * Math.max(0, levels.lastMinutes() / now.speed() - w.replicas());
    }

    /**
     * What a profile asks for while the rules are being tried: as many replicas as serve 1.2 times the mean of five
     * minutes, if requests come at random, and no fewer than the highest half minute keeps busy.
     */
    private double calculated(Situation now, TokenTerms terms) {
        double busy = MARGIN * levels.lastMinutes() / now.speed();
        int serving = ServingQueue.replicas(busy, now.own(), now.allowedWait(), terms.lateShare());
        return Math.max(Math.max(MARGIN * now.floor(), serving), levels.peak() / now.speed());
    }

    private static double trialSeconds(double lead) {
        return Math.min(LONGEST_TRIAL_SECONDS, TRIAL_SECONDS + TRIAL_LEADS * lead);
    }

    /** The level that the rules decide on together. */
    private double median(TokenWindow w, double price) {
        int lead = leadWindows(w);
        double near = lead == 0 ? QUICK_NEAR : NEAR;
        double[] weights = new double[rules];
        double best = Double.MAX_VALUE;
        for (int rule = 0; rule < rules; rule++) {
            weights[rule] =
                    TokenRules.takesPart(rule, lead, w.seconds()) ? scores.score(rule, price) : Double.MAX_VALUE;
            best = Math.min(best, weights[rule]);
        }
        double all = 0;
        for (int rule = 0; rule < rules; rule++) {
            weights[rule] = Math.exp((1 - weights[rule] / best) / near);
            all += weights[rule];
        }
        return middle(weights, all / 2);
    }

    private double middle(double[] weights, double half) {
        int[] order = IntStream.range(0, rules)
                .boxed()
                .sorted(Comparator.comparingDouble(rule -> wanted[rule]))
                .mapToInt(Integer::intValue)
                .toArray();
        double sum = 0;
        for (int rule : order) {
            sum += weights[rule];
            if (sum >= half) {
                remember(rule, weights);
                return wanted[rule];
            }
        }
        return wanted[TokenRules.CAUTIOUS];
    }

    private void remember(int rule, double[] weights) {
        deciding = rule;
        runnerUp = IntStream.range(0, rules)
                .filter(other -> other != rule)
                .boxed()
                .max(Comparator.comparingDouble(other -> weights[other]))
                .orElse(rule);
    }

    /** What the deciding rule looks at. */
    public RuleFamily family() {
        return calculated.isPresent() ? RuleFamily.COLD_START : TokenRules.family(deciding);
    }

    /** The level that the deciding rule provides for without what waits, replicas. */
    public double level() {
        return calculated.orElse(wanted[deciding]);
    }

    /** The rule that decides; empty before the first window, and while a profile decides. */
    public Optional<RuleScore> deciding(TokenTerms terms) {
        return seen == 0 || calculated.isPresent() ? Optional.empty() : Optional.of(scoreOf(deciding, terms));
    }

    public Optional<RuleScore> runnerUp(TokenTerms terms) {
        return seen == 0 || calculated.isPresent() ? Optional.empty() : Optional.of(scoreOf(runnerUp, terms));
    }

    private RuleScore scoreOf(int rule, TokenTerms terms) {
        double needed = Math.max(LEAST, scores.demand() / FIRST_SHARE);
        return new RuleScore(
                TokenRules.name(rule),
                TokenRules.family(rule),
                terms.clamp(shadows.size(rule)),
                scores.late(rule),
                scores.cost(rule) / needed);
    }

    public void write(DataOutput out) throws IOException {
        out.writeShort(rules);
        out.writeLong(seen);
        out.writeFloat((float) scores.judgedSeconds());
        out.writeInt(asked);
        out.writeFloat((float) scores.demand());
        levels.write(out);
        shadows.write(out);
        scores.write(out);
    }

    /** Writes what came to the state since profiles can be imported. */
    public void writeBegun(DataOutput out) throws IOException {
        out.writeInt(begun);
    }

    public void readBegun(DataInput in) throws IOException {
        begun = in.readInt();
    }

    /** Writes what came to the state since steps are forgiven. */
    public void writeRise(DataOutput out) throws IOException {
        scores.writeRise(out);
    }

    public void readRise(DataInput in, int stored) throws IOException {
        scores.readRise(in, stored);
    }

    /** Writes what came to the state since there are abundant rules. */
    public void writeLongMean(DataOutput out) throws IOException {
        levels.writeLongMean(out);
    }

    public void readLongMean(DataInput in) throws IOException {
        levels.readLongMean(in);
    }

    /** Reads a contest, and returns how many rules it had. */
    public int read(DataInput in) throws IOException {
        int stored = in.readUnsignedShort();
        if (!TokenRules.wereSoMany(stored)) {
            throw new IOException("a contest of " + stored + " rules was stored, and there are " + rules);
        }
        seen = in.readLong();
        double judged = in.readFloat();
        asked = in.readInt();
        scores.resume(judged, in.readFloat());
        levels.read(in);
        shadows.read(in, stored);
        scores.read(in, stored);
        return stored;
    }
}
