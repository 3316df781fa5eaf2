package dev.sluice.sizing;

import dev.sluice.text.NumberText;
import java.time.Duration;

/**
 * How soon the first token of an answer must come.
 *
 * <p>Example: 95 % below 1.5 s with a slack of 3. A short prompt must be answered within 1.5 s. A prompt that an idle
 * replica reads in 2 s may take 6 s.
 *
 * @param quantile share of requests that the bound holds for, above 0 and below 1
 * @param below the bound
 * @param slack a request may also take this many times as long as it takes on an idle replica, so that a long prompt
 *     does not make the promise impossible; 0: the bound holds for every prompt
 */
public record FirstToken(double quantile, Duration below, double slack) {
    public static final double QUANTILE = .95;
    public static final double SLACK = 3;
    private static final double LARGEST_SLACK = 1000;

    public FirstToken {
        TokenBounds.check("firstToken", quantile, below);
        if (!(slack == 0 || (slack >= 1 && slack <= LARGEST_SLACK))) {
            throw new IllegalArgumentException(
                    "firstToken.slack must be 0 (none) or from 1 to 1000 times the time on an idle replica, not "
                            + NumberText.exactly(slack));
        }
    }

    /** The longest time in milliseconds that a request may take whose first token takes {@code idleMillis} on an idle replica. */
    public double limitMillis(double idleMillis) {
        return Math.max(below.toNanos() / 1e6, slack * idleMillis);
    }
}
