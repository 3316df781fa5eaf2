package dev.sluice.sizing;

import dev.sluice.text.DurationText;
import dev.sluice.text.NumberText;
import java.time.Duration;

/** What every bound on the times of tokens must be. */
final class TokenBounds {
    private TokenBounds() {}

    static void check(String key, double quantile, Duration below) {
        if (!(quantile > 0 && quantile < 1)) {
            throw new IllegalArgumentException(
                    key + ".quantile must be above 0 and below 1, not " + NumberText.exactly(quantile));
        }
        if (below.isNegative() || below.isZero()) {
            throw new IllegalArgumentException(key + ".below must be above 0, not " + DurationText.exactly(below));
        }
    }
}
