package dev.sluice.sizing.contest;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Runs many small sizing rules in shadow on one service's own demand and lead time. The cheapest rules that have met
 * the objective decide.
 *
 * <p><b>Idea.</b> A rule is a level of demand with a {@link DeadBand}: a forecast plus a multiple of its error, the
 * demand of the last half minute divided by a utilization, or a multiple of the highest demand of the last minutes to
 * days. Each rule has its own shadow fleet, which becomes ready after the lead time. When a window has closed, the
 * contest knows how much demand each fleet would have left unserved and what it would have cost.
 *
 * <p><b>Formula.</b> Let w be the weight of a window ({@link ContestCriteria.Memory}). Let demand d, ready fleet r
 * and newly ordered replicas s all be in replicas, and let the lead time be L windows. ceil rounds up to a whole replica or,
 * where several pools are mixed, to a quarter of one:
 *
 * <pre>
 *   unserved += w (max(0, d - r) - unserved)        demand += w (d - demand)
 *   cost     += w (r - cost) + w * L * max(0, s)  need   += w (ceil(d) - need)
 *   share = unserved / demand                       score = cost / need if share meets the objective, else far above
 * </pre>
 *
 * The few rules with the lowest scores decide together: the rule with the median replica count wins, because the very
 * cheapest of many rules owes its place partly to luck. It keeps deciding until its score is {@link
 * ContestCriteria#stay} times the best score, or until it misses the objective.
 *
 * <p><b>Jumps.</b> While demand jumps above everything observed so far, unserved demand is set aside. It counts if
 * the jump proves to be a burst. It never counts if the jump becomes the new level of demand ({@link LevelShift}). Where
 * noise hides a jump, it counts at first and is taken back when the mean of demand has stayed up ({@link RaisedLevel}).
 * During the jump, the size covers at least the demand of the last window.
 *
 * <p><b>States.</b> The first {@link ContestCriteria#COLD_WINDOWS} windows are sized for a utilization of one half.
 * After them the rules decide. If demand grows in them, and they are short, they begin again: of a service whose instances
 * start one after another, only rules that always run ten times the demand would have kept up.
 *
 * <p><b>Example.</b> Demand needs 10 replicas, with noise of 3 %. The lead time is 6 windows and the objective is 1 %
 * unserved. A rule that holds 10 leaves 1.26 % unserved, so it is out. A rule that goes from 10 to 11 and back every
 * five windows leaves 0.7 % and runs 10.4 on average. Its starts add 6 / 5 = 1.2, so it scores 11.6 / 10.5. The
 * rule that holds 11 scores 11 / 10.5 and decides.
 *
 * <p>At any time the state is exactly what a snapshot holds. Not thread-safe.
 */
public final class RuleContest {
    private static final int VERSION = 4;
    /** Before the capacity of a replica was remembered. */
    private static final int WITHOUT_CAPACITY = 3;
    /** Before means of rises were remembered. */
    private static final int WITHOUT_RISES = 2;

    /** A change of capacity that is not worth counting anew. */
    private static final double SAME_CAPACITY = .02;

    private static final int NOBODY = -1;
    private static final double LEAST = 1e-9;

    /** A rule that is new asks for so much of the highest demand of two days, or of the last half minute. */
    private static final double OF_THE_MOST = 1.1;

    private static final double OF_LATELY = 5;

    /** Lead times that a level is held for at least, for the peak that it remembers to be over. */
    private static final double LONG_HELD = 3;

    private final RuleBook book;
    private final RuleTable rules;
    private final ContestCriteria judgement;
    private final Levels levels;
    private final ShadowFleets fleets;
    private final LeadingRules committee;
    private final LevelShift shift = new LevelShift();
    private final RaisedLevel raised = new RaisedLevel();

    private long seen;
    private float demand;
    private float demandLately;
    private float need;
    // units per second that one replica serves, as all replicas here are counted; 0 before the first window
    private float capacity;
    private int leader = NOBODY;
    private int deciding = NOBODY;
    // windows that were seen when it began to decide
    private long since;
    private int runnerUp = NOBODY;
    // not state: known again from the next window on
    private int bestForecast = NOBODY;

    // not state: derived from the state and the terms at every window
    private double perDemand;
    private double perDemandLately;
    private double perNeed;
    private double perShare;
    private ContestTerms terms = ContestTerms.of(.01, 1, Integer.MAX_VALUE);

    /** Creates a contest that has observed nothing. */
    public RuleContest() {
        this(RuleBook.STANDARD, RuleTable.STANDARD, ContestCriteria.STANDARD);
    }

    private RuleContest(RuleBook book, RuleTable rules, ContestCriteria judgement) {
        this.book = book;
        this.rules = rules;
        this.judgement = judgement;
        levels = new Levels(book);
        fleets = new ShadowFleets(rules, book.lanes());
        committee = new LeadingRules(judgement.committee());
    }

    /** Judges all rules on a closed window, lets them propose again, and returns the size to run from now on. */
    public Sizing decide(LoadWindow window, ContestTerms terms) {
        this.terms = terms;
        count(window.capacity());
        boolean early = seen < ContestCriteria.COLD_WINDOWS;
        LevelShift.News news =
                shift.next(window, count -> levels.meanWith(Level16.round(window.demand()), count, seen), early);
        RaisedLevel.News rise = raised.next(window.demand(), RaisedLevel.Pace.of(window), early);
        if (news == LevelShift.News.GROWING) {
            beginAgain();
        }
        ShadowFleets.Rates rates = new ShadowFleets.Rates(
                judgement.memory().slowRate(seen, window.windowSeconds()),
                judgement.memory().quickRate(seen, window.windowSeconds()));
        if (seen > 0) {
            judge(window, rates, news, rise);
        }
        levels.observe(window, seen);
        levels.inReplicas(window.capacity());
        boolean free = seen == 0 || news == LevelShift.News.FRESH;
        fleets.ask(levels.of, window, terms, free ? 0 : startCost(window, rates));
        seen++;
        choose();
        return seen <= ContestCriteria.COLD_WINDOWS ? cold(window) : decided(window);
    }

    /**
     * Counts in replicas of another capacity. Nobody orders replicas because they are found to serve less: what rules provide
     * for is demand, so their fleets are as many more replicas from the beginning.
     */
    private void count(double perReplica) {
        double times = capacity / perReplica;
        if (capacity == 0) {
            capacity = (float) perReplica;
        } else if (Math.abs(times - 1) > SAME_CAPACITY) {
            capacity = (float) perReplica;
            demand *= (float) times;
            demandLately *= (float) times;
            need *= (float) times;
            fleets.multiply((float) times);
        }
    }

    /** No rule could have been ready for what has just begun, so none is judged by it. */
    private void beginAgain() {
        seen = 0;
        demand = 0;
        demandLately = 0;
        need = 0;
        deciding = NOBODY;
        fleets.beginAgain();
    }

    private void judge(LoadWindow window, ShadowFleets.Rates rates, LevelShift.News news, RaisedLevel.News rise) {
        float now = (float) window.servable(terms.max());
        demand += rates.slow() * (now - demand);
        demandLately += rates.quick() * (now - demandLately);
        need += rates.slow() * ((float) terms.fleet(now) - need);
        if (news == LevelShift.News.BURST) {
            fleets.blame(rates, rise);
        } else if (news == LevelShift.News.LEVEL) {
            fleets.forgive();
        }
        if (rise == RaisedLevel.News.FELL) {
            fleets.keepRise();
        } else if (rise == RaisedLevel.News.LEVEL) {
            fleets.takeBackRise();
        }
        fleets.serve(now, window, terms, rates, news == LevelShift.News.FRESH, rise);
    }

    private static float startCost(LoadWindow window, ShadowFleets.Rates rates) {
        return (float) (rates.slow() * ContestTerms.START_COST * window.leadWindows());
    }

    private Sizing cold(LoadWindow window) {
        double level = window.demand() / ContestCriteria.COLD_UTILIZATION;
        int replicas = terms.clamp(Math.ceil(level / window.capacity() - 1e-9));
        return new Sizing(replicas, level, RuleFamily.COLD_START);
    }

    private Sizing decided(LoadWindow window) {
        double wished = Math.min(fleets.wishes[deciding], mostOfNewRule(window));
        double level = wished * window.capacity();
        if (shift.isOpen() && level < window.demand()) {
            // no rule has proved itself on such demand: cover at least the present demand
            int seenNow = terms.clamp(Math.ceil(window.demand() / window.capacity() - 1e-9));
            return new Sizing(Math.max(seenNow, fleets.size(wished, terms)), window.demand(), RuleFamily.REACTIVE);
        }
        return new Sizing(fleets.size(wished, terms), level, book.family(deciding));
    }

    /**
     * Returns the most replicas that a rule may ask for which has just begun to decide. What it holds is from before: a peak that
     * is over needs no multiple of itself.
     *
     * <p>Example: after a peak of 425, of which much was unserved, "last 30 s at 30 %, held 5 min" begins to decide at a demand of
     * 142. It provides for 710, and not for 1,417.
     */
    private double mostOfNewRule(LoadWindow window) {
        double hold = book.reactiveHold(deciding);
        boolean isNew = (seen - since) * window.windowSeconds() < hold && hold > LONG_HELD * window.leadSeconds();
        return isNew ? Math.max(OF_THE_MOST * levels.most(), OF_LATELY * levels.recent()) : Double.MAX_VALUE;
    }

    private void choose() {
        weigh();
        committee.clear();
        double lowest = Double.MAX_VALUE;
        for (int rule = 0; rule < fleets.cost.length; rule++) {
            double score = score(rule);
            committee.offer(rule, score);
            if (rule < book.forecastLanes() && score < lowest) {
                lowest = score;
                bestForecast = rule;
            }
        }
        leader = committee.leader();
        if (deciding == NOBODY || !judgement.stays(score(deciding), committee.best())) {
            int before = deciding;
            deciding = committee.median(judgement.limit(committee.best()), fleets.wishes);
            since = deciding == before ? since : seen;
        }
        runnerUp = committee.otherThan(deciding);
    }

    /** Computes the common divisors of all rules once. */
    private void weigh() {
        perDemand = 1 / Math.max(demand, LEAST);
        perDemandLately = 1 / Math.max(demandLately, LEAST);
        perNeed = 1 / Math.max(need, LEAST);
        perShare = 1 / terms.share();
    }

    private double score(int rule) {
        double cost = fleets.cost[rule] * perNeed;
        double used = fleets.unserved[rule] * perDemand * perShare;
        double usedLately = fleets.unservedLately[rule] * perDemandLately * perShare;
        double allowed = rule == deciding ? ContestCriteria.ALLOWED_TO_STAY : judgement.aim();
        double score = judgement.score(used, usedLately, cost, allowed, terms);
        return rule == leader ? judgement.incumbent(score, cost) : score;
    }

    /** Number of windows observed; those before demand had stopped growing in its first windows do not count. */
    public long windows() {
        return seen;
    }

    /** The rule that decides. Empty before the first window. */
    public Optional<RuleScore> deciding() {
        return deciding == NOBODY ? Optional.empty() : Optional.of(scoreOf(deciding));
    }

    /** The rule that would decide if the deciding rule did not exist. */
    public Optional<RuleScore> runnerUp() {
        return runnerUp == NOBODY ? Optional.empty() : Optional.of(scoreOf(runnerUp));
    }

    /** The best of the rules that follow the forecast. Empty before the first window. */
    public Optional<RuleScore> bestForecast() {
        return bestForecast == NOBODY ? Optional.empty() : Optional.of(scoreOf(bestForecast));
    }

    /** All rules: the deciding rule first, then the others in the order in which they would decide. */
    public List<RuleScore> scores() {
        List<Integer> order = new ArrayList<>();
        for (int rule = 0; rule < book.rules(); rule++) {
            order.add(rule);
        }
        order.sort(Comparator.comparingDouble(this::score));
        return order.stream().map(this::scoreOf).toList();
    }

    private RuleScore scoreOf(int rule) {
        return new RuleScore(
                rules.name()[rule],
                book.family(rule),
                fleets.size(rule, terms),
                fleets.unserved[rule] * perDemand,
                fleets.cost[rule] * perNeed);
    }

    /** Writes the state. Writing does not change how later windows are treated. */
    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeLong(seen);
        out.writeFloat(demand);
        out.writeFloat(demandLately);
        out.writeFloat(need);
        out.writeFloat(capacity);
        out.writeLong(since);
        out.writeShort(leader);
        out.writeShort(deciding);
        out.writeShort(runnerUp);
        levels.write(out);
        shift.write(out);
        raised.write(out);
        fleets.write(out, shift.isOpen(), raised.isOpen());
    }

    /** Reads a contest. The sizes that its rules propose are known again from the next window on. */
    public static RuleContest read(DataInput in) throws IOException {
        int version = in.readUnsignedByte();
        if (version < WITHOUT_RISES || version > VERSION) {
            throw new IOException("contest snapshot of version " + version + ", expected " + VERSION);
        }
        RuleContest contest = new RuleContest();
        contest.seen = in.readLong();
        contest.demand = in.readFloat();
        contest.demandLately = in.readFloat();
        contest.need = in.readFloat();
        if (version > WITHOUT_CAPACITY) {
            contest.capacity = in.readFloat();
            contest.since = in.readLong();
        }
        contest.leader = in.readShort();
        contest.deciding = in.readShort();
        contest.runnerUp = in.readShort();
        contest.levels.read(in);
        contest.shift.read(in);
        if (version == WITHOUT_RISES) {
            contest.raised.beginBelow(contest.shift.highest());
        } else {
            contest.raised.read(in);
        }
        contest.fleets.read(in, contest.shift.isOpen(), contest.raised.isOpen());
        contest.weigh();
        return contest;
    }
}
