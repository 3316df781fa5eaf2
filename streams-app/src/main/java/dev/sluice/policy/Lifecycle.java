package dev.sluice.policy;

import dev.sluice.text.DurationText;
import dev.sluice.text.NumberText;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How the replicas of a service start and end.
 *
 * @param leadQuantile share of starts that are over within the planned lead time, if that is learned; empty: the default
 * @param drain how long a replica may finish its work before it is ended; empty: what the platform does by itself
 * @param drift what is done when somebody else changes the replica count on the platform
 */
public record Lifecycle(OptionalDouble leadQuantile, Optional<Duration> drain, Drift drift) {
    /**
     * Share of starts that are over within the planned lead time. A late replica leaves demand unserved, and a longer
     * horizon makes the forecast less certain: one start in ten may be late.
     */
    public static final double DEFAULT_LEAD_QUANTILE = .9;

    public static final Lifecycle DEFAULT = new Lifecycle(OptionalDouble.empty(), Optional.empty(), Drift.CORRECT);

    public Lifecycle {
        if (leadQuantile.isPresent()) {
            double quantile = leadQuantile.getAsDouble();
            if (!(quantile >= .01 && quantile <= .99)) {
                throw new IllegalArgumentException(
                        "leadTime.quantile must be from 1% to 99%, it is " + NumberText.exactly(quantile));
            }
        }
        if (drain.isPresent() && drain.get().isNegative()) {
            throw new IllegalArgumentException("drain must not be below 0, it is " + DurationText.exactly(drain.get()));
        }
    }

    /** The quantile of lead times to plan with. */
    public double plannedQuantile() {
        return leadQuantile.orElse(DEFAULT_LEAD_QUANTILE);
    }
}
