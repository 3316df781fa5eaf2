package dev.sluice.sizing.tokens;

import dev.sluice.sizing.tokens.contest.TokenWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How prompts slow decoding down on a replica that does both: the more of its time it computes prompts, the longer its
 * answers take per token.
 *
 * <p><b>Formula.</b> With the share u of time in which a replica computes prompts, tokens per second of one answer fall
 * in a line: {@code 1 / interToken = idle - slope * u}. Both are learned by least squares that forget. A bound of the
 * time between tokens is held while the mean stays under about half of it, because the slowest answers in a hundred take
 * about twice the mean. Where idle replicas are close to the bound, the mean may take a share of what the bound leaves above
 * them ({@link #shareOfRoom}).
 *
 * <p><b>Example.</b> Answers come at 31 tokens per second on idle replicas, and at 20 where prompts take half of the time.
 * A bound of 100 ms asks for a mean of 51 ms, which is 20 tokens per second: prompts may take half of the time.
 */
final class DecodeSlowdown {
    /** Largest mean, as a share of the bound, at which about one answer in a hundred exceeds it: measured. */
    static final double MEAN_OF_BOUND = .51;

    /** Least and largest mean as a share of what the bound leaves above an idle replica, where that allows more: measured. */
    static final double LEAST_OF_ROOM = .15;

    static final double MOST_OF_ROOM = .35;

    /** Replicas differ, and their load varies: the slowest answers are so much further above idle than chance alone makes them. */
    private static final double UNEVEN = 1.5;

    private static final double DEVIATIONS = 2;

    /** Variance of the time that a prompt takes, plus 1, in squares of its mean. */
    private static final double PROMPTS_VARY = 3;

    private static final double SMOOTH_SECONDS = 60;
    private static final double FORGET_SECONDS = 25_000;
    private static final double PRIOR_SLOPE = .75;
    private static final double PRIOR_SECONDS = 50;

    /** Seconds that each of the two observations of a profile counts as. */
    private static final double PROFILE_SECONDS = 60;

    private static final double IDLE = .1;
    private static final double BUSY = .7;
    private static final double LEAST_SHARE = .02;

    /** Of a bound that idle replicas miss: no fleet of any size holds it. */
    private static final double HOPELESS_SHARE = .1;

    private static final double MOST_SHARE = .95;
    private static final double STEP = .01;

    private double share;
    private double mean;
    // sums of the least squares: of 1, u, u * u, y and u * y
    private double ones;
    private double shares;
    private double squares;
    private double speeds;
    private double products;

    /** Takes in a window in which prompts took {@code busyShare} of the time. */
    void observe(TokenWindow w, double busyShare) {
        if (!(w.interToken().count() > 0) || !(w.interToken().sumSeconds() > 0)) {
            return;
        }
        double rate = mean == 0 ? 1 : w.seconds() / (SMOOTH_SECONDS + w.seconds());
        mean = (float) (mean + rate * (w.interToken().mean() - mean));
        share = (float) (share + rate * (busyShare - share));
        double speed = 1 / mean;
        if (ones == 0) {
            expect(speed);
        } else if (rate == 1) {
            fit(speed);
        }
        double keep = Math.exp(-w.seconds() / FORGET_SECONDS);
        add(keep, w.seconds(), share, speed);
    }

    /**
     * Takes in a profile: two observations of what it says of a mix of prompts and answers. The first that is really seen
     * decides how fast answers are; the profile still says how much prompts slow them.
     */
    void expect(ReplicaProfile profile, double promptTokens, double outputPerPrompt) {
        for (double u : new double[] {IDLE, BUSY}) {
            double scale =
                    mean == 0 ? 1 : 1 / mean / profile.answerTokensPerSecond(share, promptTokens, outputPerPrompt);
            add(1, PROFILE_SECONDS, u, scale * profile.answerTokensPerSecond(u, promptTokens, outputPerPrompt));
        }
    }

    /** Moves the line of a profile to the first observation. */
    private void fit(double speed) {
        double line = idle() - slope() * share;
        double scale = line > 0 ? speed / line : 1;
        speeds = (float) (speeds * scale);
        products = (float) (products * scale);
    }

    /** Before anything is known: two made-up observations, idle and busy, on the line that is usual. */
    private void expect(double speed) {
        double idle = speed / (1 - PRIOR_SLOPE * Math.min(.9, share));
        add(1, PRIOR_SECONDS, 0, idle);
        add(1, PRIOR_SECONDS, 1, idle * (1 - PRIOR_SLOPE));
    }

    private void add(double keep, double weight, double u, double y) {
        ones = (float) (keep * ones + weight);
        shares = (float) (keep * shares + weight * u);
        squares = (float) (keep * squares + weight * u * u);
        speeds = (float) (keep * speeds + weight * y);
        products = (float) (keep * products + weight * u * y);
    }

    /**
     * Largest share of a replica's time that prompts may take within a bound; {@value #MOST_SHARE} while nothing is known.
     *
     * @param bound of the time between tokens, seconds
     * @param answerTokens of a mean answer; 0 if unknown
     * @param promptSeconds that a replica computes a mean prompt
     */
    double allowedShare(double bound, double answerTokens, double promptSeconds) {
        if (!(determinant() > 0)) {
            return MOST_SHARE;
        }
        double idle = idle();
        double alone = idle > 0 ? 1 / idle : bound;
        double slope = Math.max(idle / 10, slope());
        for (double share = MOST_SHARE; share > LEAST_SHARE; share -= STEP) {
            double perSecond = idle - slope * share;
            double prompts = share * answerTokens / (perSecond * promptSeconds);
            if (perSecond * largestMean(bound, alone, prompts) >= 1) {
                return share;
            }
        }
        return alone < bound ? LEAST_SHARE : HOPELESS_SHARE;
    }

    /**
     * Largest mean time between tokens at which a bound is held, seconds.
     *
     * @param alone time between tokens of an answer that is alone, seconds
     * @param prompts that a replica computes while it generates a mean answer
     */
    static double largestMean(double bound, double alone, double prompts) {
        return Math.max(MEAN_OF_BOUND * bound, alone + shareOfRoom(prompts) * (bound - alone));
    }

    /**
     * The share of what a bound leaves above an idle replica that the mean may take. Many short prompts slow each answer about
     * equally. One long prompt slows few answers much, and they are the ones that miss the bound.
     *
     * <p><b>Formula.</b> With m prompts in an answer, that come at random, the slowest answers are
     * {@code 1 + 2 * sqrt(3 / m)} times as far above idle as the mean, and {@value #UNEVEN} times that as load is uneven. The share is one over that,
     * from {@value #LEAST_OF_ROOM} to {@value #MOST_OF_ROOM}.
     *
     * <p><b>Example.</b> Answers take 7 s, and a replica computes prompts of .5 s for a tenth of its time: m is 1.4, and the share
     * .17. With prompts of .05 s, m is 14, and the share is .35.
     */
    static double shareOfRoom(double prompts) {
        double slowest = UNEVEN * (1 + DEVIATIONS * Math.sqrt(PROMPTS_VARY / prompts));
        return Math.max(LEAST_OF_ROOM, Math.min(MOST_OF_ROOM, 1 / slowest));
    }

    private double determinant() {
        return ones * squares - shares * shares;
    }

    private double slope() {
        return (shares * speeds - ones * products) / determinant();
    }

    private double idle() {
        return (speeds + slope() * shares) / ones;
    }

    /** Mean time between tokens of the last minute, seconds; 0 while nothing is known. */
    double mean() {
        return mean;
    }

    void write(DataOutput out) throws IOException {
        for (double value : new double[] {share, mean, ones, shares, squares, speeds, products}) {
            out.writeFloat((float) value);
        }
    }

    void read(DataInput in) throws IOException {
        share = in.readFloat();
        mean = in.readFloat();
        ones = in.readFloat();
        shares = in.readFloat();
        squares = in.readFloat();
        speeds = in.readFloat();
        products = in.readFloat();
    }
}
