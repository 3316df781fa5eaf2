package dev.sluice.policy.idle;

import dev.sluice.text.NumberText;

/**
 * How many idle minutes may be spent: a number for each idle minute that a fixed keep-alive of ten minutes would have
 * spent on the same calls, plus a number per day and service.
 *
 * @param ofFixed idle minutes per idle minute of the fixed keep-alive, at least 0
 * @param aDay additional idle minutes per day and service, at least 0
 * @param shared whether many services share it, so that unspent minutes lower the price. The budget of a single
 *     service is only a ceiling, because its savings help no other service
 */
public record IdleBudget(double ofFixed, double aDay, boolean shared) {
    private static final double ALONE_A_DAY = 720;

    public IdleBudget {
        if (!(ofFixed >= 0) || !(aDay >= 0) || !(ofFixed + aDay > 0) || Double.isInfinite(ofFixed + aDay)) {
            throw new IllegalArgumentException("an idle budget must be above 0, not " + NumberText.exactly(ofFixed)
                    + " and " + NumberText.exactly(aDay));
        }
    }

    /** A budget shared by many services, so that the savings of a timer keep a rarely called service ready. */
    public static IdleBudget shared(double ofFixed) {
        return new IdleBudget(ofFixed, 0, true);
    }

    /** A ceiling for one service that is decided alone: what the fixed keep-alive would spend, plus half of the day. */
    public static IdleBudget alone(double ofFixed) {
        return new IdleBudget(ofFixed, ALONE_A_DAY, false);
    }
}
