package dev.sluice.sizing;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Many small sizing rules run in shadow on one service's own demand and lead time; the cheapest that has kept the
 * promise decides.
 *
 * <p>Every rule has a fleet of its own in shadow. What those fleets left unserved and what they ran is averaged with
 * the same slow forgetting, so that the share kept and the cost of all rules can be compared at any window. The state
 * is at any time exactly what a snapshot holds. Not thread-safe.
 */
public final class RuleContest {
    private static final int VERSION = 1;
    private static final int NOBODY = -1;

    private final RuleBook book;
    private final Judgement judgement;
    private final Levels levels;
    private final ShadowFleets fleets;
    private final float[] inReplicas;

    private long seen;
    private float demand;
    private float need;
    private int deciding = NOBODY;
    private int runnerUp = NOBODY;
    private Terms terms = Terms.of(.01, 1, Integer.MAX_VALUE);

    /** A contest that has seen nothing. */
    public RuleContest() {
        this(RuleBook.STANDARD, Judgement.STANDARD);
    }

    RuleContest(RuleBook book, Judgement judgement) {
        this.book = book;
        this.judgement = judgement;
        levels = new Levels(book);
        fleets = new ShadowFleets(book);
        inReplicas = levels.of;
    }

    /** Judges all rules on a window that closed, lets them ask anew, and says the size to run from here on. */
    public Sizing decide(LoadWindow window, Terms terms) {
        this.terms = terms;
        if (seen > 0) {
            float rate = judgement.rate(seen, window.windowSeconds());
            float inCapacities =
                    (float) (Math.min(window.demand(), terms.max() * window.capacity()) / window.capacity());
            demand += rate * (inCapacities - demand);
            need += rate * (terms.clamp(Math.ceil(inCapacities - 1e-6)) - need);
            fleets.serve(window, terms, rate);
        }
        levels.observe(window, seen);
        levels.inReplicas(window.capacity());
        fleets.target(inReplicas, (int) Math.min(1 << 20, window.leadSeconds() / window.windowSeconds()));
        seen++;
        choose();
        return sizing(window);
    }

    private Sizing sizing(LoadWindow window) {
        if (deciding == NOBODY || seen <= judgement.coldWindows()) {
            double level = window.demand() / judgement.coldUtilization();
            return new Sizing(terms.clamp(Math.ceil(level / window.capacity() - 1e-6)), level, RuleFamily.COLD_START);
        }
        return new Sizing(
                fleets.wish(deciding, inReplicas, terms),
                fleets.level(deciding, inReplicas) * window.capacity(),
                book.family(deciding));
    }

    private void choose() {
        int best = NOBODY;
        int second = NOBODY;
        double bestScore = Double.MAX_VALUE;
        double secondScore = Double.MAX_VALUE;
        for (int rule = 0; rule < fleets.cost.length; rule++) {
            double score = score(rule);
            if (score < bestScore) {
                second = best;
                secondScore = bestScore;
                best = rule;
                bestScore = score;
            } else if (score < secondScore) {
                second = rule;
                secondScore = score;
            }
        }
        deciding = best;
        runnerUp = second;
    }

    private double score(int rule) {
        double short_ = share(fleets.unserved[rule] + judgement.worstWeight() * fleets.worst[rule]);
        double cost = need > 0 ? fleets.cost[rule] / need : 1;
        return judgement.score(short_, cost, rule == deciding, terms);
    }

    private double share(double missed) {
        return missed <= 0 ? 0 : missed / Math.max(demand, 1e-9);
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
                book.name(rule),
                book.family(rule),
                fleets.wish(rule, inReplicas, terms),
                share(fleets.unserved[rule]),
                need > 0 ? fleets.cost[rule] / need : 1);
    }

    /** Writes the state; that changes nothing for the windows to come. */
    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeLong(seen);
        out.writeFloat(demand);
        out.writeFloat(need);
        out.writeShort(deciding);
        out.writeShort(runnerUp);
        levels.write(out);
        fleets.write(out);
    }

    /** The contest that was written. */
    public static RuleContest read(DataInput in) throws IOException {
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new IOException("contest snapshot of version " + version + ", expected " + VERSION);
        }
        RuleContest contest = new RuleContest();
        contest.seen = in.readLong();
        contest.demand = in.readFloat();
        contest.need = in.readFloat();
        contest.deciding = in.readShort();
        contest.runnerUp = in.readShort();
        contest.levels.read(in);
        contest.fleets.read(in);
        return contest;
    }
}
