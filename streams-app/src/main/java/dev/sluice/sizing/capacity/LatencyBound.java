package dev.sluice.sizing.capacity;

import dev.sluice.text.NumberText;

/**
 * A latency bound: the share {@code quantile} of requests must be answered within {@code millis}.
 *
 * @param quantile above 0 and below 1
 * @param millis above 0
 */
public record LatencyBound(double quantile, double millis) {
    public LatencyBound {
        if (!(quantile > 0 && quantile < 1) || !(millis > 0)) {
            throw new IllegalArgumentException("a bound needs a quantile between 0 and 1 and a time above 0, not "
                    + NumberText.exactly(quantile) + ", " + NumberText.exactly(millis));
        }
    }
}
