package dev.sluice.simulator;

import dev.sluice.control.window.OpenWindows;
import java.util.Arrays;

/**
 * Demand as the instances of a service reported it, summed into the windows that the service loop would have used.
 *
 * <p>A report is spread evenly over the windows it touches. A window without any report holds the demand of the one
 * before it: absence means no report, never no demand.
 */
public final class ReportedDemand {
    /** How many windows a report may lie before the first. */
    private static final int EARLIER = 64;

    /** Most windows that fit in memory with ease: six years of ten seconds. */
    private static final int MOST = 20_000_000;

    private final long[] leastMillis;
    private long step;
    private long origin;
    private long newest = Long.MIN_VALUE;
    private double[] sums = new double[0];

    /**
     * Nothing reported yet.
     *
     * @param leastMillis lengths of window, ms, that loops ask for; the demand is in steps that all of them can be
     *     made of
     */
    public ReportedDemand(long... leastMillis) {
        if (leastMillis.length == 0) {
            throw new IllegalArgumentException("at least one length of window is needed");
        }
        this.leastMillis = leastMillis.clone();
    }

    /**
     * Takes in a report.
     *
     * @param from start of its interval, ms, inclusive
     * @param to end of its interval, ms, exclusive
     * @param amount demand in the interval
     */
    public void add(long from, long to, double amount) {
        if (from < 0 || to <= from || !(amount >= 0) || Double.isInfinite(amount)) {
            throw new IllegalArgumentException(amount + " from " + from + " to " + to + " is not a report");
        }
        if (step == 0) {
            begin(from, to - from);
        }
        newest = Math.max(newest, to);
        for (long start = from - Math.floorMod(from - origin, step); start < to; start += step) {
            double overlap = Math.min(to, start + step) - Math.max(from, start);
            if (start >= origin) {
                add((start - origin) / step, amount * overlap / (to - from));
            }
        }
    }

    /** Whether nothing was reported. */
    public boolean isEmpty() {
        return step == 0;
    }

    /** The windows that ended by the newest report. */
    public Trace trace() {
        int first = 0;
        while (first < sums.length && Double.isNaN(sums[first])) {
            first++;
        }
        int end = step == 0 ? 0 : (int) Math.min(sums.length, (newest - origin) / step);
        if (first >= end) {
            throw new IllegalArgumentException("the reports fill no window");
        }
        double[] values = Arrays.copyOfRange(sums, first, end);
        for (int i = 1; i < values.length; i++) {
            values[i] = Double.isNaN(values[i]) ? values[i - 1] : values[i];
        }
        return new Trace((origin + first * step) / 1000.0, step / 1000.0, values);
    }

    private void begin(long from, long report) {
        for (long least : leastMillis) {
            step = divisor(OpenWindows.wholeReports(report, least), step);
        }
        origin = from - EARLIER * step;
    }

    private void add(long window, double amount) {
        if (window >= MOST) {
            throw new IllegalArgumentException(
                    "the reports span over " + MOST + " windows of " + step / 1000.0 + " s: narrow the time");
        }
        int i = (int) window;
        if (i >= sums.length) {
            int before = sums.length;
            sums = Arrays.copyOf(sums, Math.min(MOST, Math.max(2 * before, i + 1024)));
            Arrays.fill(sums, before, sums.length, Double.NaN);
        }
        sums[i] = (Double.isNaN(sums[i]) ? 0 : sums[i]) + amount;
    }

    /** The greatest length that both are multiples of, as Euclid finds it. */
    private static long divisor(long a, long b) {
        return b == 0 ? a : divisor(b, a % b);
    }
}
