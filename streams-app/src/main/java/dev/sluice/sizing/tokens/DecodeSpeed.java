package dev.sluice.sizing.tokens;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalDouble;

/**
 * How many tokens per second a replica generates within a bound of the time between tokens, where it computes no prompts.
 * Learned from reports.
 *
 * <p><b>Formula.</b> A step of a batch of n answers takes {@code a + b * n}, and by Little's law n is the replica's
 * tokens per second x times the time m of a step. So {@code 1 / m = (1 - b * x) / a}: tokens per second of one answer
 * fall in a line with those of the replica. The line is learned by least squares that forget. The bound holds while the
 * mean stays under about half of it, see {@link DecodeSlowdown}.
 *
 * <p>A line from light loads says little of heavy ones: at most twice the highest load of the last hours is believed.
 *
 * <p><b>Example.</b> Answers come at 50 tokens per second at replicas that generate 500 in sum, and at 40 at those that
 * generate 1,000. A bound of 100 ms asks for a mean of 51 ms, which is 20 tokens per second: 2,000 in sum.
 */
public final class DecodeSpeed {
    private static final double SMOOTH_SECONDS = 60;
    private static final double FORGET_SECONDS = 25_000;
    private static final double REMEMBER_SECONDS = 10_000;
    private static final double ENOUGH_SECONDS = 30;

    /** Before anything is known of the slope, answers stop at so many times the first load. */
    private static final double PRIOR_REACH = 4;

    private static final double PRIOR_SECONDS = 5;
    private static final double MOST_AHEAD = 2;
    private static final double LEAST = .25;

    /** A learned rate that differs by less than this from the last one is noise. */
    private static final double SAME = .1;

    private double load;
    private double mean;
    private double highest;
    private double seconds;
    private double rate;
    // sums of the least squares: of 1, x, x * x, y and x * y
    private double ones;
    private double loads;
    private double squares;
    private double speeds;
    private double products;

    /**
     * Takes in a window.
     *
     * @param length seconds
     * @param tokensPerSecond what each replica generated
     * @param times times between tokens
     */
    public void observe(double length, double tokensPerSecond, TokenWindow.Times times) {
        if (!(times.count() > 0) || !(times.sumSeconds() > 0) || !(tokensPerSecond > 0)) {
            return;
        }
        double pace = mean == 0 ? 1 : length / (SMOOTH_SECONDS + length);
        mean = (float) (mean + pace * (times.mean() - mean));
        load = (float) (load + pace * (tokensPerSecond - load));
        highest = (float) Math.max(load, load + Math.exp(-length / REMEMBER_SECONDS) * (highest - load));
        if (ones == 0) {
            expect();
        }
        seconds = (float) (seconds + length);
        add(Math.exp(-length / FORGET_SECONDS), length, load, 1 / mean);
    }

    /** Two made-up observations, idle and at a standstill, on a line through the first one. */
    private void expect() {
        add(1, PRIOR_SECONDS, 0, 1 / mean / (1 - 1 / PRIOR_REACH));
        add(1, PRIOR_SECONDS, PRIOR_REACH * load, 0);
    }

    private void add(double keep, double weight, double x, double y) {
        ones = (float) (keep * ones + weight);
        loads = (float) (keep * loads + weight * x);
        squares = (float) (keep * squares + weight * x * x);
        speeds = (float) (keep * speeds + weight * y);
        products = (float) (keep * products + weight * x * y);
    }

    /** Returns the tokens per second of a replica within a bound, seconds; empty until enough was seen. */
    public OptionalDouble within(double bound) {
        if (seconds < ENOUGH_SECONDS) {
            return OptionalDouble.empty();
        }
        double now = onLine(1 / (DecodeSlowdown.MEAN_OF_BOUND * bound));
        if (!(Math.abs(now - rate) <= SAME * rate)) {
            rate = (float) now;
        }
        return OptionalDouble.of(rate);
    }

    private double onLine(double needed) {
        double determinant = ones * squares - loads * loads;
        double slope = determinant > 0 ? (loads * speeds - ones * products) / determinant : 0;
        double idle = (speeds + slope * loads) / ones;
        double allowed = slope > 0 ? (idle - needed) / slope : idle > needed ? Double.MAX_VALUE : 0;
        return Math.max(LEAST * load, Math.min(MOST_AHEAD * highest, allowed));
    }

    public void write(DataOutput out) throws IOException {
        for (double value : new double[] {load, mean, highest, seconds, rate, ones, loads, squares, speeds, products}) {
            out.writeFloat((float) value);
        }
    }

    public void read(DataInput in) throws IOException {
        load = in.readFloat();
        mean = in.readFloat();
        highest = in.readFloat();
        seconds = in.readFloat();
        rate = in.readFloat();
        ones = in.readFloat();
        loads = in.readFloat();
        squares = in.readFloat();
        speeds = in.readFloat();
        products = in.readFloat();
    }
}
