package dev.sluice.control.planning.demand;

import dev.sluice.control.message.decision.SizingPlan;
import dev.sluice.forecast.ExpertWeight;
import dev.sluice.forecast.Forecast;
import dev.sluice.forecast.Forecaster;
import dev.sluice.sizing.contest.ContestTerms;
import dev.sluice.sizing.contest.LoadWindow;
import dev.sluice.sizing.contest.Outlook;
import dev.sluice.sizing.contest.RuleContest;
import dev.sluice.sizing.contest.RuleFamily;
import dev.sluice.sizing.contest.RuleScore;
import dev.sluice.sizing.contest.Sizing;
import dev.sluice.state.MemoryOutput;
import dev.sluice.text.NumberText;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one service's demand has taught: the forecaster and the contest of sizing rules.
 *
 * <p>This is the large part of a service's state. A full snapshot is written only every {@link #WINDOWS_PER_SNAPSHOT}
 * windows. In between, a journal records each window and is replayed after a restart. A snapshot rounds the live state
 * to what was written, so a restart changes no decision.
 *
 * <p>Demand is scaled by the capacity of one replica at the start, so bits per second teach the same as megabits per
 * second. Example: at 50 requests per second per replica, a demand of 200 is learned as 4.
 */
public final class DemandModel {
    /** Windows between two snapshots: a compromise between bytes written per window and time to catch up. */
    static final int WINDOWS_PER_SNAPSHOT = 32;

    private static final int EXPERTS_SHOWN = 3;

    /**
     * How many distances from the forecast to its 99 % quantile are normal. With normal noise, about one window in a
     * million exceeds two.
     */
    private static final double UNUSUAL = 2;

    /** Windows after which the contest has seen enough to say that a forecast is of no use. */
    private static final int SETTLED = 100;

    /** How much more a rule costs that does clearly worse. */
    private static final double CLEARLY = 1.1;

    // a change of a replica's capacity by this factor means that the unit has changed
    private static final double OTHER_UNIT = 1 << 20;

    private final long windowMs;
    private final float unit;
    private final Journal journal;
    private final RuleContest contest;
    private Forecaster forecaster;
    private int horizon;
    private long lastEnd = Long.MIN_VALUE;
    // not state: follows from the forecaster
    private double usual;

    /** Creates a model that starts with this window. */
    static DemandModel of(long windowMs, Journal.Entry first) {
        int horizon = horizon(first.leadMs(), windowMs);
        Forecaster forecaster = forecaster(windowMs, horizon);
        return new DemandModel(
                windowMs, first.perReplica(), new Journal(windowMs), new RuleContest(), horizon, forecaster);
    }

    private DemandModel(
            long windowMs, float unit, Journal journal, RuleContest contest, int horizon, Forecaster forecaster) {
        this.windowMs = windowMs;
        this.unit = unit;
        this.journal = journal;
        this.contest = contest;
        this.horizon = horizon;
        this.forecaster = forecaster;
    }

    /** Returns the horizon in windows: an order at the end of a window is ready within it. */
    static int horizon(long leadMs, long windowMs) {
        return (int) Math.min(100_000, leadMs / windowMs + 1);
    }

    private static Forecaster forecaster(long windowMs, int horizon) {
        Duration window = Duration.ofMillis(windowMs);
        return horizon == 1 ? new Forecaster(window, 1) : new Forecaster(window, 1, horizon);
    }

    long windowMs() {
        return windowMs;
    }

    /** Returns the number of windows learned. */
    long windows() {
        return contest.windows();
    }

    /** Returns the seasons that predict this demand. */
    List<String> seasons() {
        return forecaster.foundSeasons();
    }

    /** Learns the windows that another model knows from its journal and this one does not. */
    void continueFrom(DemandModel other, ContestTerms terms) {
        for (Journal.Entry entry : other.journal.entries()) {
            if (entry.end() > lastEnd) {
                take(entry, terms);
                journal.add(entry);
            }
        }
    }

    /**
     * Returns the units per second up to which the next window is normal: the forecast plus the learned noise.
     *
     * <p>Example: 100 per second are expected, and one window in a hundred exceeds 107. Up to 114 is normal.
     */
    double usual() {
        return unit * usual;
    }

    /** Returns true if a window uses the unit in which demand was learned. */
    boolean fits(Journal.Entry window) {
        double ratio = window.perReplica() / (double) unit;
        return ratio < OTHER_UNIT && ratio > 1 / OTHER_UNIT;
    }

    /** Learns a window and plans for the next ones; the result holds a snapshot if one is due. */
    Learned learn(Journal.Entry window, ContestTerms terms) {
        Wanted wanted = take(window, terms);
        SizingPlan plan = plan(wanted, window);
        journal.add(window);
        Optional<byte[]> snapshot = journal.size() >= WINDOWS_PER_SNAPSHOT ? Optional.of(snapshot()) : Optional.empty();
        return new Learned(plan, wanted.ahead(), outdone(terms), snapshot);
    }

    /** The desired replica count, and the forecast at the lead time that it is meant for. */
    private record Wanted(Sizing sizing, Forecast ahead) {}

    private Wanted take(Journal.Entry w, ContestTerms terms) {
        aim(horizon(w.leadMs(), windowMs));
        double demand = w.demand() / (double) unit;
        forecaster.observe(w.end(), demand);
        lastEnd = w.end();
        Forecast next = forecaster.forecast(1);
        Forecast ahead = horizon == 1 ? next : forecaster.forecast(horizon);
        Outlook outlook = horizon == 1 ? Outlook.of(next) : Outlook.of(next, ahead);
        usual = usual(next);
        Forecast inUnits = ahead.times(unit);
        double capacity = w.perReplica() / (double) unit;
        LoadWindow load = new LoadWindow(demand, capacity, windowMs / 1000.0, w.leadMs() / 1000.0, outlook);
        Sizing sizing = contest.decide(load, terms);
        return new Wanted(new Sizing(sizing.replicas(), unit * sizing.level(), sizing.family()), inUnits);
    }

    private static double usual(Forecast next) {
        return next.point() + UNUSUAL * Math.max(0, next.quantile(.99) - next.point());
    }

    /** Changes the horizon if the lead time has changed by more than a quarter. */
    private void aim(int wanted) {
        if (Math.abs(wanted - horizon) > horizon / 4) {
            horizon = wanted;
            forecaster = forecaster.lookingAhead(horizon == 1 ? new int[] {1} : new int[] {1, horizon});
        }
    }

    /** Returns the plan with everything that explains it. */
    private SizingPlan plan(Wanted wanted, Journal.Entry w) {
        return new SizingPlan(
                wanted.sizing(),
                OptionalDouble.of(wanted.ahead().point()),
                wanted.ahead().usable(),
                w.perReplica(),
                Duration.ofMillis(w.leadMs()),
                contest.deciding(),
                contest.runnerUp(),
                forecaster.experts(horizon, EXPERTS_SHOWN).stream()
                        .map(expert -> new ExpertWeight(expert.name(), expert.weight(), unit * expert.value()))
                        .toList());
    }

    /**
     * Returns the best rule that follows the forecast, if a rule of another kind decides because that one does clearly
     * worse: it misses the objective, or costs more than a tenth more.
     */
    private Optional<RuleScore> outdone(ContestTerms terms) {
        Optional<RuleScore> deciding = contest.deciding();
        boolean follows =
                deciding.map(rule -> rule.family() == RuleFamily.FORECAST).orElse(true);
        return follows || contest.windows() < SETTLED
                ? Optional.empty()
                : contest.bestForecast()
                        .filter(best -> best.unserved() > terms.share()
                                || best.cost()
                                        > CLEARLY * deciding.orElseThrow().cost());
    }

    /** Writes the whole state and starts a new journal. */
    byte[] snapshot() {
        MemoryOutput bytes = new MemoryOutput(8192);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(windowMs);
            out.writeFloat(unit);
            out.writeInt(horizon);
            out.writeLong(lastEnd);
            forecaster.write(out);
            contest.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        journal.clear();
        return bytes.toByteArray();
    }

    /** Restores the model from a snapshot and the windows since. */
    static DemandModel restored(Optional<DataInputStream> snapshot, Journal journal, ContestTerms terms)
            throws IOException {
        DemandModel demandModel = snapshot.isPresent() ? read(snapshot.get()) : of(journal.windowMs(), journal.first());
        for (Journal.Entry entry : journal.entries()) {
            // with at-least-once delivery, a snapshot may be newer than the journal
            if (entry.end() > demandModel.lastEnd) {
                demandModel.take(entry, terms);
                demandModel.journal.add(entry);
            }
        }
        return demandModel;
    }

    static DemandModel read(DataInput in) throws IOException {
        long windowMs = in.readLong();
        float unit = in.readFloat();
        if (!(unit > 0)) {
            throw new IOException("damaged snapshot: demand counted in " + NumberText.exactly(unit));
        }
        int horizon = in.readInt();
        long lastEnd = in.readLong();
        Forecaster forecaster = Forecaster.read(in);
        DemandModel demandModel =
                new DemandModel(windowMs, unit, new Journal(windowMs), RuleContest.read(in), horizon, forecaster);
        demandModel.lastEnd = lastEnd;
        demandModel.usual = usual(forecaster.forecast(1));
        return demandModel;
    }

    void writeJournal(DataOutput out) throws IOException {
        journal.write(out);
    }

    /**
     * The result of learning a window.
     *
     * @param plan the proposed replica count, and why
     * @param ahead the forecast at the lead time
     * @param outdone the best rule that follows the forecast, if rules of other kinds do clearly better
     * @param snapshot the full state, if it is due to be written
     */
    public record Learned(SizingPlan plan, Forecast ahead, Optional<RuleScore> outdone, Optional<byte[]> snapshot) {}
}
