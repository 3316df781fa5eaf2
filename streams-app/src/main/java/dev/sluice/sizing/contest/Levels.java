package dev.sluice.sizing.contest;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The level of demand that each lane of a {@link RuleBook} provides for, including held and remembered levels. */
final class Levels {
    private static final int SLOTS = 7;
    private static final double REACTIVE_SPAN = 30;
    static final int REACTIVE_WINDOWS = 8;
    private static final int FEW_ERRORS = 5;
    private static final double EARLY_UTILIZATION = .7;

    private final RuleBook book;
    private final SlidingExtremes[] forecastHolds;
    private final SlidingExtremes[] reactiveHolds;
    private final SlidingExtremes[] bursts;
    private final float[] recent = new float[REACTIVE_WINDOWS];
    private final float[] one = new float[1];

    /** The level of each lane. It is in units per second until it is divided by a capacity. */
    final float[] of;

    Levels(RuleBook book) {
        this.book = book;
        forecastHolds = extremes(book.holds(), book.sources());
        reactiveHolds = extremes(book.reactiveHolds(), 1);
        bursts = extremes(book.bursts(), 1);
        of = new float[book.lanes()];
    }

    private static SlidingExtremes[] extremes(double[] spans, int lanes) {
        SlidingExtremes[] extremes = new SlidingExtremes[spans.length];
        for (int i = 0; i < spans.length; i++) {
            extremes[i] = new SlidingExtremes(lanes, spans[i] > 0 ? SLOTS : 1, true);
        }
        return extremes;
    }

    /** Processes a window, the {@code seen}-th (from 0). */
    void observe(LoadWindow window, long seen) {
        float demand = Level16.round(window.demand());
        float[] sources = foreseen(window, demand);
        int lane = 0;
        for (int i = 0; i < forecastHolds.length; i++) {
            lane = holdForecasts(i, window, sources, lane);
        }
        float mean = recentMean(window, demand, seen);
        for (int i = 0; i < reactiveHolds.length; i++) {
            of[lane++] = hold(reactiveHolds[i], book.reactiveHolds()[i], window, mean);
        }
        for (int i = 0; i < bursts.length; i++) {
            of[lane++] = hold(bursts[i], book.bursts()[i], window, demand);
        }
    }

    /** Converts levels from units per second to replicas. */
    void inReplicas(double capacity) {
        float inverse = (float) (1 / capacity);
        for (int i = 0; i < of.length; i++) {
            of[i] = Level16.round(of[i] * inverse);
        }
    }

    /** The mean demand of the last half minute, in the unit of the levels. */
    float recent() {
        return of[book.forecastLanes()];
    }

    /** The highest demand that is remembered, in the unit of the levels. */
    float most() {
        return of[of.length - 1];
    }

    private float[] foreseen(LoadWindow window, float demand) {
        float[] sources = new float[book.sources()];
        Outlook outlook = window.outlook();
        double floor = outlook.errors() < FEW_ERRORS ? demand / EARLY_UTILIZATION : 0;
        double[] multiples = book.multiples();
        for (int i = 0; i < multiples.length; i++) {
            double least = Math.max(floor, multiples[i] >= 0 ? outlook.peak() : 0);
            double likely = outlook.point() + multiples[i] * RuleBook.LIKELY * outlook.likely();
            double rarely = outlook.point() + multiples[i] * RuleBook.RARELY * outlook.rarely();
            sources[i] = Level16.round(Math.max(least, likely));
            sources[multiples.length + i] = Level16.round(Math.max(least, rarely));
        }
        return sources;
    }

    private int holdForecasts(int mode, LoadWindow window, float[] sources, int lane) {
        double span = book.holds()[mode];
        if (span > 0) {
            int windows = windows(span, window.windowSeconds());
            forecastHolds[mode].push(sources, windows);
            float[] held = new float[sources.length];
            forecastHolds[mode].read(windows, windows, held);
            System.arraycopy(held, 0, of, lane, held.length);
        } else {
            System.arraycopy(sources, 0, of, lane, sources.length);
        }
        return lane + sources.length;
    }

    private float hold(SlidingExtremes extremes, double span, LoadWindow window, float value) {
        if (span <= 0) {
            return value;
        }
        int windows = windows(span, window.windowSeconds());
        one[0] = value;
        extremes.push(one, windows);
        extremes.read(windows, windows, one);
        return one[0];
    }

    /** Mean demand of the last half minute, or of the last window if that is longer. */
    private float recentMean(LoadWindow window, float demand, long seen) {
        recent[(int) (seen % REACTIVE_WINDOWS)] = demand;
        return Level16.round(meanWith(demand, reactiveWindows(window.windowSeconds()), seen));
    }

    /** Number of windows whose mean the reactive rules follow. */
    static int reactiveWindows(double windowSeconds) {
        return (int) Math.max(1, Math.min(REACTIVE_WINDOWS, Math.round(REACTIVE_SPAN / windowSeconds)));
    }

    /** Mean of a demand, that of the {@code seen}-th window, and of those before it, {@code count} in all. */
    double meanWith(float demand, int count, long seen) {
        int counted = (int) Math.min(count, seen + 1);
        double sum = demand;
        for (int i = 1; i < counted; i++) {
            sum += recent[(int) ((seen - i) % REACTIVE_WINDOWS)];
        }
        return sum / counted;
    }

    /** Number of windows in a span: at least two, and at least four for spans above five minutes. */
    private static int windows(double span, double windowSeconds) {
        int least = span > 300 ? 4 : 2;
        return (int) Math.min(1 << 20, Math.max(least, Math.ceil(span / windowSeconds - 1e-9)));
    }

    void write(DataOutput out) throws IOException {
        for (float value : recent) {
            out.writeShort(Level16.encode(value));
        }
        for (SlidingExtremes[] all : new SlidingExtremes[][] {forecastHolds, reactiveHolds, bursts}) {
            for (SlidingExtremes extremes : all) {
                extremes.write(out);
            }
        }
    }

    void read(DataInput in) throws IOException {
        for (int i = 0; i < recent.length; i++) {
            recent[i] = Level16.decode(in.readUnsignedShort());
        }
        for (SlidingExtremes[] all : new SlidingExtremes[][] {forecastHolds, reactiveHolds, bursts}) {
            for (SlidingExtremes extremes : all) {
                extremes.read(in);
            }
        }
    }
}
