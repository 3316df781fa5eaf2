package dev.sluice.policy.idle.calls;

/**
 * The chance that a silent service is called in a given minute. It is one logistic regression, shared by all
 * services, on features of the service's own history.
 *
 * <p>The coefficients were fitted once, offline, on the distinct functions of a day of the Azure Functions 2019 trace
 * (CC-BY 4.0): every minute after a function's first call, weighted by the inverse root of its active minutes, ridge
 * 1 on standardized inputs, Newton's method. They contain no habits of a single service; those are in {@link
 * IdleHistory}.
 */
public final class CallChance {
    private static final double INTERCEPT = -0.049;
    private static final double WIDE_HAZARD = 0.390;
    private static final double EXACT_HAZARD = 0.345;
    private static final double RHYTHM = 0.261;
    private static final double LOOSE_RHYTHM = 0.042;
    private static final double LOG_AGE = -0.165;
    private static final double LOG_CALLS = -0.547;
    private static final double LOG_AGE_CALLS = -0.043;
    private static final double DENSITY = 0.008;
    private static final double LOG_AGE_HAZARD = -0.035;
    private static final double MINUTE_OF_HOUR = 0.337;
    private static final double FULL_HOUR = 0.754;
    private static final double ONLY_CALL = -0.354;
    private static final double LOG_COVERED = 0.550;

    /** Minutes of the day that the coefficients were fitted on. They say nothing about a longer silence. */
    private static final int FITTED = 1440;

    private CallChance() {}

    /**
     * The chance of a call in {@code minute}, if none comes before it; 0 for a service that was never called, or that has
     * been silent for more than a day and longer than ever before.
     */
    public static double of(IdleHistory history, long minute) {
        if (!history.seen() || isGone(history, minute)) {
            return 0;
        }
        double logAge = Math.log(Math.max(1, (double) history.age(minute)));
        double logCalls = Math.log(history.active());
        double wide = OwnHazard.wide(history, minute);
        Rhythm rhythm = Rhythm.of(history, minute);
        double score = INTERCEPT
                + WIDE_HAZARD * wide
                + EXACT_HAZARD * OwnHazard.exact(history, minute)
                + RHYTHM * rhythm.exact()
                + LOOSE_RHYTHM * rhythm.loose()
                + LOG_AGE * logAge
                + LOG_CALLS * logCalls
                + LOG_AGE_CALLS * logAge * logCalls
                + DENSITY * OwnHazard.density(history, minute)
                + LOG_AGE_HAZARD * logAge * wide
                + clock(history, minute)
                + (history.active() == 1 ? ONLY_CALL : 0)
                + LOG_COVERED * Math.log(Math.max(1, (double) history.covered(minute)));
        return 1 / (1 + Math.exp(-score));
    }

    private static boolean isGone(IdleHistory history, long minute) {
        long age = history.age(minute);
        return age > FITTED && history.gaps().atLeast((int) Math.min(age, GapCounts.LONGEST)) == 0;
    }

    private static double clock(IdleHistory history, long minute) {
        double fullHour = Math.floorMod(minute, 60L) == 0 ? FULL_HOUR : 0;
        return MINUTE_OF_HOUR * OwnHazard.minuteOfHour(history, minute) + fullHour;
    }
}
