package dev.sluice.policy;

import dev.sluice.text.DurationText;
import java.time.Duration;
import java.util.Locale;

/**
 * Limits the change in one direction within a period.
 *
 * @param unit how {@code value} counts
 * @param value replicas, or percent of the replicas at the start of the period; above zero
 * @param period length of the period, above zero
 */
public record RateLimit(Unit unit, int value, Duration period) {
    /** How a limit counts. */
    public enum Unit {
        REPLICAS,
        PERCENT
    }

    public RateLimit {
        if (value <= 0) {
            throw new IllegalArgumentException(
                    "limits." + unit.name().toLowerCase(Locale.ROOT) + " must be above 0, not " + value);
        }
        if (period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("limits.per must be above 0, not " + DurationText.exactly(period));
        }
    }
}
