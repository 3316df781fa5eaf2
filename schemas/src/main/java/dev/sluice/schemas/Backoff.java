package dev.sluice.schemas;

import java.time.Duration;

/**
 * How often and after which waits to try again: doubling from the first wait to the longest, each shortened by up to
 * half at random so that many who failed together do not return together.
 */
public record Backoff(int retries, Duration first, Duration longest) {
    public Backoff {
        if (retries < 0 || first.isNegative() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "retries " + retries + " from 0, waits from " + first + " to no less, not " + longest);
        }
    }

    /** Wait before a retry, counted from 0; chance is uniform in [0, 1). */
    public Duration before(int retry, double chance) {
        // w = min(longest, first · 2^retry) · (1 − chance/2)
        double doubled = Math.min((double) longest.toNanos(), first.toNanos() * Math.pow(2, Math.min(retry, 40)));
        return Duration.ofNanos((long) (doubled * (1 - chance / 2)));
    }
}
