package dev.sluice.allocation.rightsizing.recommender;

/**
 * How much of a resource one replica should get: the target, and the bounds within which what it has is good enough.
 *
 * @param lower below this it has too little
 * @param target what it should get
 * @param upper above this it has too much
 */
public record Estimate(double lower, double target, double upper) {
    /** An amount that stands for no bound where nothing is known: 1e14, as the VPA caps it. */
    static final double CAP = 1e14;

    private static final double LOWER = .5;
    private static final double TARGET = .9;
    private static final double UPPER = .95;

    /**
     * Percentiles of use with a margin, the bounds the wider the less is known, and none below the least amount: the chain
     * of the Kubernetes VPA recommender.
     *
     * @param margin share on top, 0.15 in the VPA
     * @param confidence from {@link #confidence}
     * @param least least amount
     */
    public static Estimate of(ResourceHistogram use, double margin, double confidence, double least) {
        double more = 1 + margin;
        return new Estimate(
                Math.max(least, widened(use.percentile(LOWER) * more, .001, -2, confidence)),
                Math.max(least, use.percentile(TARGET) * more),
                Math.max(least, widened(use.percentile(UPPER) * more, 1, 1, confidence)));
    }

    /** Whether {@code amount} may stay as it is. */
    public boolean holds(double amount) {
        return amount >= lower && amount <= upper;
    }

    /** Days of samples, one a minute: the smaller of lifespan / day and samples / minutes of a day. */
    public static double confidence(long samples, double lifespanSeconds, double intervalSeconds) {
        return Math.min(lifespanSeconds / intervalSeconds, samples / (intervalSeconds / 60));
    }

    // base · (1 + multiplier / confidence)^exponent
    static double widened(double base, double multiplier, double exponent, double confidence) {
        if (!(confidence > 0)) {
            return exponent > 0 ? CAP : 0;
        }
        return Math.min(CAP, base * Math.pow(1 + multiplier / confidence, exponent));
    }
}
