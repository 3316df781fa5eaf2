package dev.sluice.sizing.tokens.contest;

import dev.sluice.sizing.tokens.TokenSizer;
import dev.sluice.text.NumberText;
import java.util.OptionalDouble;

/**
 * The limits that a {@link TokenSizer} works within.
 *
 * @param firstTokenSeconds bound of the time to the first token; empty if none was promised
 * @param slack multiple of its own time on an idle replica that a request may always take; 0: the bound alone counts
 * @param interTokenSeconds bound of the time between tokens; empty if none was promised
 * @param lateShare share of requests that may be late
 * @param min minimum replica count
 * @param max maximum replica count
 * @param promptTokensPerSecond what a busy replica computes; empty: learned
 */
public record TokenTerms(
        OptionalDouble firstTokenSeconds,
        double slack,
        OptionalDouble interTokenSeconds,
        double lateShare,
        int min,
        int max,
        OptionalDouble promptTokensPerSecond) {
    /** Terms of replicas whose speed is learned. */
    public TokenTerms(
            OptionalDouble firstTokenSeconds,
            double slack,
            OptionalDouble interTokenSeconds,
            double lateShare,
            int min,
            int max) {
        this(firstTokenSeconds, slack, interTokenSeconds, lateShare, min, max, OptionalDouble.empty());
    }

    public TokenTerms {
        if (!(lateShare > 0 && lateShare < 1)) {
            throw new IllegalArgumentException(
                    "lateShare must be above 0 and below 1, not " + NumberText.exactly(lateShare));
        }
        if (min < 0 || max < Math.max(1, min)) {
            throw new IllegalArgumentException(
                    "sizes must satisfy 0 <= min <= max and max >= 1, not " + min + ", " + max);
        }
    }

    /** Without a bound of the first token, a queue of this length counts as late all the same: nobody waits longer. */
    private static final double LONGEST_WAIT = 60;

    private static final double LEAST_WAIT = .1;

    /** Seconds that a request may wait, where its own prompt takes {@code own} seconds. */
    public double allowedWait(double own) {
        if (firstTokenSeconds.isEmpty()) {
            return LONGEST_WAIT;
        }
        double bound = firstTokenSeconds.getAsDouble();
        return Math.max(LEAST_WAIT * bound, Math.max(bound, slack * own) - own);
    }

    int clamp(double replicas) {
        return (int) Math.max(Math.max(1, min), Math.min(max, replicas));
    }
}
