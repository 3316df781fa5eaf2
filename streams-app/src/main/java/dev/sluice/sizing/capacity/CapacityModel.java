package dev.sluice.sizing.capacity;

import dev.sluice.sizing.capacity.GrowthTrial.Finding;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Learns the units per second that one replica serves, window by window, from what the fleet did.
 *
 * <p>A window is under load if work was refused or piled up, or if requests took {@value #LOADED} times as long as in
 * quiet windows (the tenth percentile of the mean times) and replicas were not idle for half of the time. The capacity is the upper quartile of what replicas
 * achieved under load. Until a few such windows were observed, the capacity is at least the 95th percentile of what
 * was served well. {@value #PROBE} times that value is assumed, so the replica count shrinks step by step, until the
 * replicas are at their minimum or load shows what they can do. Windows with replicas that had just started are
 * ignored. Percentiles fade, and a single window hardly moves them; see {@link StreamQuantile}.
 *
 * <p>Whatever was served, a replica can serve one request after another, and be idle for half of the time: of requests that
 * take 0.5 s, one per second. This counts for services that are called once in a while, of which no window shows more.
 *
 * <p>While requests wait, what replicas finish is what they can: what was learned falls to it at once. If it turns out that
 * growth does not help, that is taken back ({@link GrowthTrial}). After {@value #SHORTEST_PATIENCE} windows without load,
 * replicas are probed again: one less runs, or a few percent. If the others then are under load, the next probe comes after twice
 * as many windows, up to {@value #LONGEST_PATIENCE}.
 *
 * <p>What is {@link ExpectedReplica expected} counts until replicas were seen under load. If none are within {@value
 * #BELIEVED} windows, it may be too low, and the replica count shrinks step by step as without it. Example: a history says
 * 20, replicas serve 10. The fleet is half of what it should be, its first windows are under load, and after five of them
 * the capacity is 10.
 */
public final class CapacityModel {
    static final double LOADED = 1.5;
    /** Requests that take so many times as long have waited, however much is finished. */
    private static final double WAITING = 3;

    public static final double PROBE = 1.25;

    /**
     * Share of what a replica finishes at most that it is to serve. Requests do not arrive evenly: the closer to all of it, the
     * longer they wait (J. Kingman 1961), and at all of it for ever.
     */
    public static final double AT_EASE = .9;

    static final int BELIEVED = 360;
    private static final int VERSION = 5;
    /** The oldest one, without anything expected. */
    private static final int OLDEST = 2;
    /** Before growth was tried. */
    private static final int WITHOUT_TRIALS = 3;
    /** Before requests were counted one by one. */
    private static final int WITHOUT_ONE_BY_ONE = 4;

    /** Probed again is one replica less, or so much more of the load. */
    private static final double LEAST_PROBE = 1.05;

    private static final double MOST_PROBE = 1.15;
    private static final double MORE = 1.02;
    /** What is left at least of what replicas served before they were overloaded. */
    private static final double LEAST_LEFT = .1;

    /** Two hours and a day of windows of ten seconds. */
    private static final int SHORTEST_PATIENCE = 720;

    private static final int LONGEST_PATIENCE = 8640;

    /** So many requests are enough as long as nothing is known. */
    private static final int FIRST = 5;

    private static final double ROUGHLY = .15;

    private static final int FEW_LOADED = 5;
    private static final int FEW = 10;

    private final StreamQuantile quietMillis = new StreamQuantile(.1);
    private final StreamQuantile servedWell = new StreamQuantile(.95);
    private final StreamQuantile underLoad = new StreamQuantile(.75);
    private final StreamQuantile oneByOne = new StreamQuantile(.5);
    private float atLeast;
    private final ServedWindow.Few few = new ServedWindow.Few();
    private final ServedWindow.Few fewLoaded = new ServedWindow.Few();
    // windows since the last one under load, those after which replicas are probed again, and what they served well
    // then
    private int calm;
    private int patience = SHORTEST_PATIENCE;
    private float probedFrom;
    private float probe = 1;
    // before more replicas were tried; 0 while they are not
    private float wellBefore;
    private float loadedBefore;
    private int windows;
    private int loadedWindows;
    private Optional<ExpectedReplica> expected = Optional.empty();
    // windows since it is expected
    private int since;

    /** Takes in what a replica is expected to serve. */
    public void expect(ExpectedReplica replica) {
        expected = Optional.of(replica);
        since = 0;
    }

    /** Learns from a window. A window with warm-up or without any work teaches nothing. */
    public void observe(ServedWindow window) {
        takeIn(window.growth(), window.each());
        if (window.warmUp() || window.isEmpty()) {
            return;
        }
        boolean works = window.throughput() > 0;
        windows = works && windows < Integer.MAX_VALUE ? windows + 1 : windows;
        since = works ? Math.min(BELIEVED, since + 1) : since;
        ServedWindow.Few alike = window.overloaded() ? fewLoaded : few;
        alike.add(window, atLeast > 0 ? ServedWindow.ENOUGH : FIRST).ifPresent(this::learn);
    }

    private void learn(ServedWindow window) {
        boolean slow = slowness(window.latencyMillis()) > LOADED && !window.isIdle();
        boolean loaded = window.overloaded() || slow;
        takeInOneByOne(window.oneByOne());
        if (window.growth() != Finding.TRIED && window.growth() != Finding.BEGINS) {
            window.latencyMillis().ifPresent(quietMillis::add);
        }
        if (loaded) {
            loadedWindows = Math.min(FEW_LOADED, loadedWindows + 1);
            underLoad.add(window.each());
        } else {
            servedWell.add(window.each());
        }
        probe(loaded, window.replicas());
        if (seenUnderLoad()) {
            expected = Optional.empty();
        }
    }

    /** What a few requests took differs from window to window: what is known changes only if it was clearly wrong. */
    private void takeInOneByOne(double served) {
        if (served > 0) {
            oneByOne.add(served);
            boolean isWrong = Math.abs(oneByOne.value() - atLeast) > ROUGHLY * atLeast;
            atLeast = isWrong ? (float) oneByOne.value() : atLeast;
        }
    }

    /** After a long time without load, replicas may serve more than they did when they were under load. */
    private void probe(boolean loaded, double replicas) {
        double oneLess = MORE * replicas / Math.max(1, replicas - 1);
        probe = (float) (Math.max(LEAST_PROBE, Math.min(MOST_PROBE, oneLess)) / AT_EASE);
        if (!loaded) {
            calm = Math.min(LONGEST_PATIENCE, calm + 1);
            probedFrom = calm == patience ? (float) Math.max(underLoad.value(), servedWell.value()) : probedFrom;
            return;
        }
        if (isProbing()) {
            boolean found = servedWell.value() > MORE * probedFrom;
            patience = found ? SHORTEST_PATIENCE : Math.min(LONGEST_PATIENCE, 2 * patience);
        }
        calm = 0;
    }

    private boolean isProbing() {
        return calm >= patience;
    }

    /** What replicas finish while they are overloaded is what they can, unless more of them do not finish more. */
    private void takeIn(Finding growth, double each) {
        switch (growth) {
            case BEGINS -> {
                wellBefore = (float) servedWell.value();
                loadedBefore = (float) underLoad.value();
                fallTo(each);
            }
            case TRIED -> fallTo(each);
            case NO_HELP -> {
                servedWell.takeBack(wellBefore);
                underLoad.takeBack(loadedBefore);
            }
            case STARTING -> {}
            case QUIET, PAUSED -> {
                wellBefore = 0;
                loadedBefore = 0;
            }
        }
    }

    private void fallTo(double each) {
        servedWell.fallTo(Math.max(each, LEAST_LEFT * wellBefore));
        underLoad.fallTo(Math.max(each, LEAST_LEFT * loadedBefore));
    }

    /** Returns true if requests wait: they take far longer than in quiet windows, or longer while {@code behind} arrivals. */
    public boolean waits(OptionalDouble millis, boolean behind) {
        double slowness = slowness(millis);
        return slowness >= WAITING || (behind && slowness >= LOADED);
    }

    /** Returns how many times longer requests took than in quiet windows; 1 if unknown. */
    private double slowness(OptionalDouble millis) {
        OptionalDouble told = expected.map(ExpectedReplica::quietMillis).orElse(OptionalDouble.empty());
        double seen = windows > FEW ? quietMillis.value() : 0;
        double quiet = told.isPresent() && (seen == 0 || told.getAsDouble() < seen) ? told.getAsDouble() : seen;
        return millis.isPresent() && quiet > 0 ? millis.getAsDouble() / quiet : 1;
    }

    /** Units per second that one replica serves. Empty until enough windows with work were observed. */
    public OptionalDouble perReplica() {
        boolean isKnown = expected.isPresent() || seenUnderLoad() || windows >= FEW;
        double served = isKnown ? Math.max(shown(), atLeast) : 0;
        return served > 0 ? OptionalDouble.of(served) : OptionalDouble.empty();
    }

    private double shown() {
        if (expected.isPresent()) {
            return expected(expected.get());
        }
        if (seenUnderLoad()) {
            double more = isProbing() ? probe : 1;
            return Math.max(underLoad.value(), more * servedWell.value());
        }
        return PROBE * servedWell.value();
    }

    private double expected(ExpectedReplica replica) {
        double seen = windows < FEW ? 0 : servedWell.value();
        boolean believed = replica.full() && since < BELIEVED;
        double told = replica.full() ? replica.perReplica() : PROBE * replica.perReplica();
        return Math.max(told, believed ? seen : PROBE * seen);
    }

    /** True if the capacity was observed under load; false if only a lower bound is known. */
    public boolean seenUnderLoad() {
        return loadedWindows >= FEW_LOADED;
    }

    /** Mean time of a request in quiet windows, ms, if reported. */
    public OptionalDouble quietMillis() {
        return quietMillis.value() > 0
                ? OptionalDouble.of(quietMillis.value())
                : expected.map(ExpectedReplica::quietMillis).orElse(OptionalDouble.empty());
    }

    /** Writes the state. Writing does not change how later windows are treated. */
    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        quietMillis.write(out);
        servedWell.write(out);
        underLoad.write(out);
        out.writeInt(windows);
        out.writeInt(loadedWindows);
        out.writeFloat(wellBefore);
        out.writeFloat(loadedBefore);
        out.writeInt(calm);
        out.writeInt(patience);
        out.writeFloat(probedFrom);
        out.writeFloat(probe);
        oneByOne.write(out);
        out.writeFloat(atLeast);
        few.write(out);
        fewLoaded.write(out);
        out.writeBoolean(expected.isPresent());
        if (expected.isPresent()) {
            out.writeInt(since);
            expected.get().write(out);
        }
    }

    /** Reads the model that was written. */
    public static CapacityModel read(DataInput in) throws IOException {
        int version = in.readUnsignedByte();
        if (version < OLDEST || version > VERSION) {
            throw new IOException("not a capacity snapshot of version " + VERSION);
        }
        CapacityModel model = new CapacityModel();
        model.quietMillis.read(in);
        model.servedWell.read(in);
        model.underLoad.read(in);
        model.windows = in.readInt();
        model.loadedWindows = in.readInt();
        boolean expects = version == WITHOUT_TRIALS;
        if (version > WITHOUT_TRIALS) {
            model.wellBefore = in.readFloat();
            model.loadedBefore = in.readFloat();
            model.calm = in.readInt();
            model.patience = in.readInt();
            model.probedFrom = in.readFloat();
            model.probe = in.readFloat();
            if (version > WITHOUT_ONE_BY_ONE) {
                model.oneByOne.read(in);
                model.atLeast = in.readFloat();
                model.few.read(in);
                model.fewLoaded.read(in);
            }
            expects = in.readBoolean();
        }
        if (expects) {
            model.since = in.readInt();
            model.expected = Optional.of(ExpectedReplica.read(in));
        }
        return model;
    }
}
