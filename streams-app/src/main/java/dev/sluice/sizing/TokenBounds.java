package dev.sluice.sizing;

import java.time.Duration;

/** What every bound on the times of tokens must be. */
final class TokenBounds {
    private TokenBounds() {}

    static void check(String key, double quantile, Duration below) {
        if (!(quantile > 0 && quantile < 1)) {
            throw new IllegalArgumentException(key + ".quantile must be above 0 and below 1, not " + quantile);
        }
        if (below.isNegative() || below.isZero()) {
            throw new IllegalArgumentException(key + ".below must be above 0, not " + below);
        }
    }
}
