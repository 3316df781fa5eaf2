package dev.sluice.forecast.history;

import java.io.IOException;

/** The recent past of one demand: the last windows, and their means and medians at several speeds. */
public final class RecentPast {
    private static final int RING = 64;
    private static final int RANGE = 30;
    private static final int MASK = RING - 1;
    private static final double[] RATES = {.6, .3, .1, .03, .01};
    private static final double MEAN_RATE = .002;

    private final double[] ring = new double[RING];
    private final double[] ewma = new double[RATES.length];
    private final RunningMedian median5 = new RunningMedian(5);
    private final RunningMedian median15 = new RunningMedian(15);
    private final RunningMedian median61 = new RunningMedian(61);
    private long kept;
    private long seen;
    private double mean;
    private double max;

    /** Adds a window's demand. */
    public void add(double y) {
        push(y);
        for (int i = 0; i < RATES.length; i++) {
            ewma[i] += Math.max(RATES[i], 1.0 / (seen + 1)) * (y - ewma[i]);
        }
        mean += Math.max(MEAN_RATE, 1.0 / (seen + 1)) * (y - mean);
        max = Math.max(max, y);
        seen++;
    }

    /** Skips missing windows. The last value stands in for them in lags, and nothing is learned. */
    public void skip(long windows) {
        double last = last();
        for (long i = 0; i < Math.min(windows, RING); i++) {
            push(last);
        }
    }

    private void push(double y) {
        pushMedian(median5, y);
        pushMedian(median15, y);
        pushMedian(median61, y);
        ring[(int) (kept++ & MASK)] = y;
    }

    private void pushMedian(RunningMedian median, double y) {
        median.add(y, ring[(int) ((kept - median.width()) & MASK)]);
    }

    public long seen() {
        return seen;
    }

    public double last() {
        return lag(0);
    }

    /** The demand {@code windows} before the last one, or the earliest known demand if that is before the beginning. */
    public double lag(int windows) {
        long at = Math.max(kept - 1 - windows, Math.max(0, kept - RING));
        return ring[(int) (at & MASK)];
    }

    /** Exponential mean, 0 = fastest (rates .6, .3, .1, .03, .01 per window). */
    public double ewma(int speed) {
        return ewma[speed];
    }

    public double median5() {
        return median5.median();
    }

    double median15() {
        return median15.median();
    }

    public double median61() {
        return median61.median();
    }

    /** Highest minus lowest demand of the last windows. */
    public double range() {
        double least = Double.MAX_VALUE;
        double most = 0;
        for (int i = 0; i < RANGE; i++) {
            double y = lag(i);
            least = Math.min(least, y);
            most = Math.max(most, y);
        }
        return most - least;
    }

    /** The long-run mean, which other quantities are measured against. */
    public double mean() {
        return mean;
    }

    public double max() {
        return max;
    }

    public void pass(Snapshot pass) throws IOException {
        kept = pass.whole(kept);
        seen = pass.whole(seen);
        mean = pass.single(mean);
        max = pass.single(max);
        pass.singles(ewma, ewma.length);
        int held = (int) Math.min(kept, RING);
        double[] oldestFirst = new double[held];
        for (int i = 0; i < held; i++) {
            oldestFirst[i] = pass.single(ring[(int) ((kept - held + i) & MASK)]);
        }
        refill(oldestFirst);
    }

    private void refill(double[] oldestFirst) {
        median5.clear();
        median15.clear();
        median61.clear();
        long end = kept;
        kept -= oldestFirst.length;
        // the older slots of the ring must not matter: nothing leaves a median that is not full
        while (kept < end) {
            push(oldestFirst[(int) (kept - end + oldestFirst.length)]);
        }
    }
}
