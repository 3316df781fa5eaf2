package dev.sluice.policy.behavior;

import dev.sluice.policy.RateLimit;
import dev.sluice.policy.ScalingRules;
import java.time.Duration;
import java.util.function.ToIntFunction;

/** How far the replica count may move now under the rate limits of a direction. */
final class RateLimits {
    private RateLimits() {}

    /** The maximum replica count that may be commanded. {@code start} returns the count at the start of a period. */
    static int ceiling(ScalingRules rules, int current, ToIntFunction<Duration> start) {
        if (rules.select() == ScalingRules.Select.DISABLED) {
            return current;
        }
        return rules.limits().stream()
                .map(limit -> raised(limit, start.applyAsInt(limit.period())))
                .reduce(rules.select() == ScalingRules.Select.MAX ? Math::max : Math::min)
                .map(limit -> Math.max(limit, current))
                .orElse(Integer.MAX_VALUE);
    }

    /** The minimum replica count that may be commanded. */
    static int floor(ScalingRules rules, int current, ToIntFunction<Duration> start) {
        if (rules.select() == ScalingRules.Select.DISABLED) {
            return current;
        }
        return rules.limits().stream()
                .map(limit -> lowered(limit, start.applyAsInt(limit.period())))
                .reduce(rules.select() == ScalingRules.Select.MAX ? Math::min : Math::max)
                .map(limit -> Math.min(limit, current))
                .orElse(0);
    }

    /**
     * Upwards, a percentage rounds up: 1 % of 3 allows 4. A percentage of zero allows one, so that a service can
     * leave zero.
     */
    private static int raised(RateLimit limit, int start) {
        return limit.unit() == RateLimit.Unit.REPLICAS
                ? (int) Math.min(Integer.MAX_VALUE, (long) start + limit.value())
                : (int) Math.max(1, Math.ceil(start * (1 + limit.value() / 100.0) - 1e-9));
    }

    /** Downwards, the remaining count is truncated to a whole number: 10 % of 5 leaves 4. */
    private static int lowered(RateLimit limit, int start) {
        return limit.unit() == RateLimit.Unit.REPLICAS
                ? start - limit.value()
                : (int) (start * (1 - limit.value() / 100.0));
    }
}
