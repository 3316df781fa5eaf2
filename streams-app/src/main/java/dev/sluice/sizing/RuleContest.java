package dev.sluice.sizing;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Many small sizing rules run in shadow on one service's own demand and lead time; the cheapest that have kept the
 * promise decide.
 *
 * <p>Every rule has a fleet of its own in shadow. What those fleets left unserved and what they ran is averaged with
 * the same slow forgetting, so that the share kept and the cost of all rules can be compared at any window. The few
 * cheapest that kept the promise, in the long run and lately, decide together: the one of them whose size is the
 * median, since the very cheapest of many owes its place partly to luck. The state is at any time exactly what a
 * snapshot holds. Not thread-safe.
 */
public final class RuleContest {
    private static final int VERSION = 1;
    private static final int NOBODY = -1;
    private static final double LEAST = 1e-9;

    private final RuleBook book;
    private final RuleTable rules;
    private final ContestCriteria judgement;
    private final Levels levels;
    private final ShadowFleets fleets;
    private final LeadingRules committee;

    private long seen;
    private float demand;
    private float demandLately;
    private float need;
    private int leader = NOBODY;
    private int deciding = NOBODY;
    private int runnerUp = NOBODY;

    // not state: follow from it and the terms at every window
    private double perDemand;
    private double perDemandLately;
    private double perNeed;
    private double perShare;
    private ContestTerms terms = ContestTerms.of(.01, 1, Integer.MAX_VALUE);

    /** A contest that has seen nothing. */
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

    /** Judges all rules on a window that closed, lets them ask anew, and says the size to run from here on. */
    public Sizing decide(LoadWindow window, ContestTerms terms) {
        this.terms = terms;
        if (seen > 0) {
            judge(window);
        }
        levels.observe(window, seen);
        levels.inReplicas(window.capacity());
        fleets.ask(levels.of, window);
        seen++;
        choose();
        return seen <= ContestCriteria.COLD_WINDOWS ? cold(window) : decided(window);
    }

    private void judge(LoadWindow window) {
        ShadowFleets.Rates rates = new ShadowFleets.Rates(
                judgement.memory().slowRate(seen, window.windowSeconds()),
                judgement.memory().quickRate(seen, window.windowSeconds()));
        float now = (float) window.servable(terms.max());
        demand += rates.slow() * (now - demand);
        demandLately += rates.quick() * (now - demandLately);
        need += rates.slow() * (terms.clamp(Math.ceil(now - 1e-6)) - need);
        fleets.serve(now, window, terms, rates);
    }

    private Sizing cold(LoadWindow window) {
        double level = window.demand() / ContestCriteria.COLD_UTILIZATION;
        int replicas = terms.clamp(Math.ceil(level / window.capacity() - 1e-9));
        return new Sizing(replicas, level, RuleFamily.COLD_START);
    }

    private Sizing decided(LoadWindow window) {
        double level = fleets.wishes[deciding] * window.capacity();
        return new Sizing(fleets.size(deciding, terms), level, book.family(deciding));
    }

    private void choose() {
        weigh();
        committee.clear();
        for (int rule = 0; rule < fleets.cost.length; rule++) {
            committee.offer(rule, score(rule));
        }
        leader = committee.leader();
        deciding = committee.median(judgement.limit(committee.best()), fleets.wishes);
        runnerUp = committee.otherThan(deciding);
    }

    /** Divides once what every rule is divided by. */
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
        double score = judgement.score(used, usedLately, cost, terms);
        return rule == leader ? judgement.incumbent(score, cost) : score;
    }

    /** Windows seen. */
    public long windows() {
        return seen;
    }

    /** The rule that decides; empty before the first window. */
    public Optional<RuleScore> deciding() {
        return deciding == NOBODY ? Optional.empty() : Optional.of(scoreOf(deciding));
    }

    /** The rule that would decide without it. */
    public Optional<RuleScore> runnerUp() {
        return runnerUp == NOBODY ? Optional.empty() : Optional.of(scoreOf(runnerUp));
    }

    /** All rules, the deciding one first, then in the order in which they would decide. */
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

    /** Writes the state; that changes nothing for the windows to come. */
    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeLong(seen);
        out.writeFloat(demand);
        out.writeFloat(demandLately);
        out.writeFloat(need);
        out.writeShort(leader);
        out.writeShort(deciding);
        out.writeShort(runnerUp);
        levels.write(out);
        fleets.write(out);
    }

    /** The contest that was written; the sizes that its rules ask for are known again from the next window on. */
    public static RuleContest read(DataInput in) throws IOException {
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IOException("contest snapshot of version " + version + ", expected " + VERSION);
        }
        RuleContest contest = new RuleContest();
        contest.seen = in.readLong();
        contest.demand = in.readFloat();
        contest.demandLately = in.readFloat();
        contest.need = in.readFloat();
        contest.leader = in.readShort();
        contest.deciding = in.readShort();
        contest.runnerUp = in.readShort();
        contest.levels.read(in);
        contest.fleets.read(in);
        contest.weigh();
        return contest;
    }
}
