package dev.sluice.sizing;

import java.time.Duration;

/**
 * How fast the tokens of an answer must follow each other.
 *
 * @param quantile share of requests that the bound holds for, above 0 and below 1
 * @param below bound on the mean time between the tokens of a request
 */
public record InterToken(double quantile, Duration below) {
    public static final double QUANTILE = .95;

    public InterToken {
        TokenBounds.check("interToken", quantile, below);
    }
}
