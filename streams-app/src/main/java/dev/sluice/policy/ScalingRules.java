package dev.sluice.policy;

import dev.sluice.text.DurationText;
import dev.sluice.text.NumberText;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * How fast the replica count may move in one direction, with the meaning of {@code behavior} in Kubernetes' HPA v2.
 *
 * @param stabilization look-back over proposals: up takes the lowest of them, down the highest; zero: none
 * @param select which of several limits applies
 * @param limits rate limits; none: unlimited
 * @param tolerance relative change that is too small to act on; empty: the default
 */
public record ScalingRules(Duration stabilization, Select select, List<RateLimit> limits, OptionalDouble tolerance) {
    /** Which of several limits applies. */
    public enum Select {
        /** The one that allows the largest change. */
        MAX,
        /** The one that allows the smallest change. */
        MIN,
        /** None: the direction is forbidden. */
        DISABLED
    }

    /** No limit at all. */
    public static final ScalingRules FREE =
            new ScalingRules(Duration.ZERO, Select.MAX, List.of(), OptionalDouble.empty());

    public ScalingRules {
        limits = List.copyOf(limits);
        if (stabilization.isNegative()) {
            throw new IllegalArgumentException(
                    "stabilization must not be below 0, it is " + DurationText.exactly(stabilization));
        }
        if (tolerance.isPresent() && !(tolerance.getAsDouble() >= 0 && tolerance.getAsDouble() < 1)) {
            throw new IllegalArgumentException(
                    "tolerance must be from 0 to below 1, not " + NumberText.exactly(tolerance.getAsDouble()));
        }
    }

    /** The same rules, but with the direction allowed. */
    ScalingRules enabled() {
        return select == Select.DISABLED ? new ScalingRules(stabilization, Select.MAX, List.of(), tolerance) : this;
    }
}
