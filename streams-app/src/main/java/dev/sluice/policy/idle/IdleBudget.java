package dev.sluice.policy.idle;

/**
 * How many idle minutes may be spent: so many for each that a fixed keep-alive of ten minutes would have spent on the
 * same calls, plus so many a day for each service.
 *
 * @param ofFixed idle minutes for each of the fixed keep-alive's, at least 0
 * @param aDay idle minutes a day and service on top, at least 0
 * @param shared whether many services draw on it: then what is not spent makes the price fall. The budget of a service
 *     alone is only a ceiling, since what it would save helps nobody else
 */
public record IdleBudget(double ofFixed, double aDay, boolean shared) {
    private static final double ALONE_A_DAY = 720;

    public IdleBudget {
        if (!(ofFixed >= 0) || !(aDay >= 0) || !(ofFixed + aDay > 0) || Double.isInfinite(ofFixed + aDay)) {
            throw new IllegalArgumentException("an idle budget must be above 0, not " + ofFixed + " and " + aDay);
        }
    }

    /** Held together by many services, so that a timer's savings keep a rarely called service ready. */
    public static IdleBudget shared(double ofFixed) {
        return new IdleBudget(ofFixed, 0, true);
    }

    /** A ceiling for one service that is decided alone: what the fixed keep-alive would spend and half of the day. */
    public static IdleBudget alone(double ofFixed) {
        return new IdleBudget(ofFixed, ALONE_A_DAY, false);
    }
}
