package dev.sluice.policy.idle;

import dev.sluice.policy.idle.calls.IdleHistory;
import dev.sluice.text.NumberText;

/**
 * What avoiding one cold start of a service is worth, between 0 and 1. The measure is each service's share of cold
 * starts, not their number.
 *
 * <p>A service that is already well under the tolerated share earns little. A busy service earns less than a rarely
 * called one, because a single cold start is a smaller share of its calls.
 *
 * @param tolerated cold-start share that a service should stay under, in (0, 1]
 * @param strictness power of (share / tolerated); 0 ignores the share, 2 falls quickly below the tolerated share
 * @param breadth power of the number of active minutes; 0 counts every cold start alike, 1 counts shares alone
 * @param price price of an idle minute from which steering starts
 */
public record ColdStartWorth(double tolerated, double strictness, double breadth, double price) {
    /** Below this many active minutes, services count about alike. */
    private static final int FEW = 4;

    /** For the services that suffer most: keeps their share near a quarter. */
    public static final ColdStartWorth WORST_OFF = new ColdStartWorth(0.25, 2, 0.25, 0.0020);
    /** Between the services that suffer most and the total of all cold starts. */
    public static final ColdStartWorth BALANCED = new ColdStartWorth(0.25, 1, 0.5, 0.00135);
    /** Minimizes the total number of cold starts. */
    public static final ColdStartWorth TOTAL = new ColdStartWorth(0.25, 0, 0.5, 0.0022);

    /**
     * Like {@link #WORST_OFF}, for a service that is decided alone. Its price never falls below this value, so it
     * starts at the point where spending is about that of a fixed keep-alive.
     */
    public static final ColdStartWorth ALONE = new ColdStartWorth(0.25, 2, 0.25, 0.0022);

    public ColdStartWorth {
        if (!(tolerated > 0 && tolerated <= 1)) {
            throw new IllegalArgumentException(
                    "the tolerated cold share must be in (0, 1], not " + NumberText.exactly(tolerated));
        }
        if (!(strictness >= 0) || !(breadth >= 0)) {
            throw new IllegalArgumentException("strictness and breadth must be at least 0");
        }
        if (!(price > 0)) {
            throw new IllegalArgumentException("the starting price must be above 0, not " + NumberText.exactly(price));
        }
    }

    /** What avoiding the next cold start of this service is worth. */
    public double of(IdleHistory history) {
        // min(1, ((C + 1) / (N + 1)) / X)^g · (N + 4)^-a, C cold of N active minutes
        double share = (history.colds() + 1.0) / (history.active() + 1.0);
        return Math.pow(Math.min(1, share / tolerated), strictness) * Math.pow(history.active() + FEW, -breadth);
    }
}
