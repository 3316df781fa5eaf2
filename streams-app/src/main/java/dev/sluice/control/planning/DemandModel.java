package dev.sluice.control.planning;

import dev.sluice.control.message.SizingPlan;
import dev.sluice.forecast.ExpertWeight;
import dev.sluice.forecast.Forecast;
import dev.sluice.forecast.Forecaster;
import dev.sluice.sizing.ContestTerms;
import dev.sluice.sizing.LoadWindow;
import dev.sluice.sizing.Outlook;
import dev.sluice.sizing.RuleContest;
import dev.sluice.sizing.Sizing;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one service's demand has taught: the forecaster and the contest of sizing rules.
 *
 * <p>This is the large part of a service's state. It is written whole only every {@link #WINDOWS_PER_SNAPSHOT} windows;
 * in between a journal of what each window brought is kept, and read after a restart. A snapshot rounds the live state
 * to what was written, so a restart changes no decision.
 *
 * <p>Forecaster and contest count demand in what one replica served when they began, so that bits a second teach the same
 * as megabits.
 */
final class DemandModel {
    /** Windows between two snapshots: a compromise of bytes written for each window and time to catch up. */
    static final int WINDOWS_PER_SNAPSHOT = 32;

    private static final int EXPERTS_SHOWN = 3;

    /** Distances from the forecast to its 99 % quantile: of normal noise, about one window in a million is above two. */
    private static final double UNUSUAL = 2;

    // what a replica serves is stated in another unit when it changes by so much
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

    /** A brain that begins with a window. */
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

    /** The horizon, in windows, at which an order given at the end of a window becomes ready. */
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

    /**
     * Units a second up to which the next window brings nothing unusual: what is expected, and the noise that was learned.
     *
     * <p>Example: 100 are expected and one window in a hundred brings more than 107: up to 114 nothing is unusual.
     */
    double usual() {
        return unit * usual;
    }

    /** Whether a window counts in the unit that demand was learned in. */
    boolean fits(Journal.Entry window) {
        double ratio = window.perReplica() / (double) unit;
        return ratio < OTHER_UNIT && ratio > 1 / OTHER_UNIT;
    }

    /** Learns a window and plans for what follows; a snapshot where one is due. */
    Learned learn(Journal.Entry window, ContestTerms terms) {
        Wanted wanted = take(window, terms);
        SizingPlan plan = plan(wanted, window);
        journal.add(window);
        Optional<byte[]> snapshot = journal.size() >= WINDOWS_PER_SNAPSHOT ? Optional.of(snapshot()) : Optional.empty();
        return new Learned(plan, wanted.ahead(), snapshot);
    }

    /** What was wanted, and the forecast at the lead time that it was wanted for. */
    private record Wanted(Sizing sizing, Forecast ahead) {}

    private Wanted take(Journal.Entry w, ContestTerms terms) {
        aim(horizon(w.leadMs(), windowMs));
        double demand = w.demand() / (double) unit;
        forecaster.observe(w.end(), demand);
        lastEnd = w.end();
        Forecast next = forecaster.forecast(1);
        usual = usual(next);
        Forecast ahead = horizon == 1 ? next : forecaster.forecast(horizon);
        Outlook outlook = horizon == 1 ? Outlook.of(next) : Outlook.of(next, ahead);
        double capacity = w.perReplica() / (double) unit;
        LoadWindow load = new LoadWindow(demand, capacity, windowMs / 1000.0, w.leadMs() / 1000.0, outlook);
        Sizing sizing = contest.decide(load, terms);
        return new Wanted(new Sizing(sizing.replicas(), unit * sizing.level(), sizing.family()), ahead.times(unit));
    }

    private static double usual(Forecast next) {
        return next.point() + UNUSUAL * Math.max(0, next.quantile(.99) - next.point());
    }

    /** Looks further or less far ahead when the lead time has moved by more than a quarter. */
    private void aim(int wanted) {
        if (Math.abs(wanted - horizon) > horizon / 4) {
            horizon = wanted;
            forecaster = forecaster.lookingAhead(horizon == 1 ? new int[] {1} : new int[] {1, horizon});
        }
    }

    /** The whole plan in words that can be explained. */
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

    /** Writes the whole state and starts a new journal. */
    byte[] snapshot() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);
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

    /** The brain of a snapshot and of the windows since. */
    static DemandModel restored(Optional<DataInputStream> snapshot, Journal journal, ContestTerms terms)
            throws IOException {
        DemandModel demandModel = snapshot.isPresent() ? read(snapshot.get()) : of(journal.windowMs(), journal.first());
        for (Journal.Entry entry : journal.entries()) {
            // at least once, a snapshot may be newer than the journal beside it
            if (entry.end() > demandModel.lastEnd) {
                demandModel.take(entry, terms);
                demandModel.journal.add(entry);
            }
        }
        return demandModel;
    }

    private static DemandModel read(DataInput in) throws IOException {
        long windowMs = in.readLong();
        float unit = in.readFloat();
        if (!(unit > 0)) {
            throw new IOException("damaged snapshot: demand counted in " + unit);
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
     * What learning a window gave.
     *
     * @param plan the size that follows from it, and why
     * @param ahead the forecast at the lead time
     * @param snapshot the whole state, where it is due to be written
     */
    record Learned(SizingPlan plan, Forecast ahead, Optional<byte[]> snapshot) {}
}
