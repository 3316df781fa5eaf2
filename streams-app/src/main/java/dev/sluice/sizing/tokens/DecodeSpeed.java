package dev.sluice.sizing.tokens;

import dev.sluice.sizing.tokens.contest.TokenWindow;
import dev.sluice.text.NumberText;
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

    /** Seconds that each of the two observations of a profile counts as. */
    private static final double PROFILE_SECONDS = 60;

    /** A rate that rests on a profile for less than this share is learned. */
    private static final double HARDLY = .05;

    private static final double MOST_AHEAD = 2;
    private static final double LEAST = .25;

    /** A learned rate that differs by less than this from the last one is noise. */
    private static final double SAME = .1;

    private double load;
    private double mean;
    private double highest;
    private double seconds;
    private double rate;
    private double imported;
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
        } else if (pace == 1) {
            fit();
        }
        seconds = (float) (seconds + length);
        add(Math.exp(-length / FORGET_SECONDS), length, load, 1 / mean);
    }

    /**
     * Takes in a profile: one observation of a single answer, and one at the bound, seconds. As much as it says is
     * believed at once. The first observation that is really made moves the line to it.
     */
    public void expect(ReplicaProfile profile, double bound) {
        double mean = largestMean(bound, profile.step(1));
        double heaviest = profile.generatedWithin(mean);
        double alone = 1 / profile.step(1);
        add(1, PROFILE_SECONDS, Math.min(alone, heaviest / PRIOR_REACH), alone);
        add(1, PROFILE_SECONDS, heaviest, Math.min(alone, 1 / mean));
        highest = (float) Math.max(highest, heaviest);
        seconds = (float) Math.max(seconds, ENOUGH_SECONDS);
        imported = (float) (imported + 2 * PROFILE_SECONDS);
    }

    private void fit() {
        double line = idle() - slope() * load;
        double scale = line > 0 ? 1 / mean / line : 1;
        speeds = (float) (speeds * scale);
        products = (float) (products * scale);
    }

    /** Where the rate is from, in words. */
    public String origin() {
        return imported > HARDLY * ones
                ? "imported profile, " + NumberText.percent(1 - imported / ones) + " learned"
                : "learned";
    }

    /** Two made-up observations, idle and at a standstill, on a line through the first one. */
    private void expect() {
        add(1, PRIOR_SECONDS, 0, 1 / mean / (1 - 1 / PRIOR_REACH));
        add(1, PRIOR_SECONDS, PRIOR_REACH * load, 0);
    }

    private void add(double keep, double weight, double x, double y) {
        ones = (float) (keep * ones + weight);
        imported = (float) (keep * imported);
        loads = (float) (keep * loads + weight * x);
        squares = (float) (keep * squares + weight * x * x);
        speeds = (float) (keep * speeds + weight * y);
        products = (float) (keep * products + weight * x * y);
    }

    /** Replicas that only generate answers are kept as far from a bound as those that long prompts interrupt. */
    private static double largestMean(double bound, double alone) {
        return DecodeSlowdown.largestMean(bound, alone, 0);
    }

    /** Returns the tokens per second of a replica within a bound, seconds; empty until enough was seen. */
    public OptionalDouble within(double bound) {
        if (seconds < ENOUGH_SECONDS) {
            return OptionalDouble.empty();
        }
        double alone = idle() > 0 ? 1 / idle() : bound;
        double now = onLine(1 / largestMean(bound, alone));
        if (!(Math.abs(now - rate) <= SAME * rate)) {
            rate = (float) now;
        }
        return OptionalDouble.of(rate);
    }

    private double onLine(double needed) {
        double slope = slope();
        double idle = idle();
        double allowed = slope > 0 ? (idle - needed) / slope : idle > needed ? Double.MAX_VALUE : 0;
        return Math.max(LEAST * load, Math.min(MOST_AHEAD * highest, allowed));
    }

    private double slope() {
        double determinant = ones * squares - loads * loads;
        return determinant > 0 ? (loads * speeds - ones * products) / determinant : 0;
    }

    private double idle() {
        return (speeds + slope() * loads) / ones;
    }

    public void write(DataOutput out) throws IOException {
        for (double value : new double[] {load, mean, highest, seconds, rate, ones, loads, squares, speeds, products}) {
            out.writeFloat((float) value);
        }
    }

    /** Writes what came to the state since profiles can be imported. */
    public void writeImported(DataOutput out) throws IOException {
        out.writeFloat((float) imported);
    }

    public void readImported(DataInput in) throws IOException {
        imported = in.readFloat();
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
