package dev.sluice.simulator.llm.replica;

import java.util.SplittableRandom;

/** How long replicas take from their order until they serve, in order of ordering. */
public final class StartupTimes {
    private static final int DRAWN = 4096;

    private final double[] seconds;

    private StartupTimes(double[] seconds) {
        this.seconds = seconds;
    }

    /** The same for all, s. */
    public static StartupTimes fixed(double seconds) {
        check(seconds);
        return new StartupTimes(new double[] {seconds});
    }

    /**
     * A part that is the same for all, and one that is drawn from measured quantiles, which are joined by straight lines.
     *
     * @param fixed seconds
     * @param quantiles seconds by share from 0 to 1
     */
    public static StartupTimes drawn(double fixed, Curve quantiles, long seed) {
        check(fixed);
        SplittableRandom random = new SplittableRandom(seed);
        double[] seconds = new double[DRAWN];
        for (int i = 0; i < DRAWN; i++) {
            seconds[i] = fixed + quantiles.at(random.nextDouble());
        }
        return new StartupTimes(seconds);
    }

    private static void check(double seconds) {
        if (!(seconds >= 0) || !Double.isFinite(seconds)) {
            throw new IllegalArgumentException("a start takes 0 s or longer, not " + seconds);
        }
    }

    /** How long the start takes that is ordered as number {@code order}, counted from 0, s. */
    public double of(int order) {
        return seconds[order % seconds.length];
    }

    /** Whether they differ. */
    public boolean vary() {
        return seconds.length > 1;
    }

    /** Their mean, s. */
    public double mean() {
        double sum = 0;
        for (double each : seconds) {
            sum += each;
        }
        return sum / seconds.length;
    }
}
