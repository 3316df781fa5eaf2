package dev.sluice.simulator.baseline.hpa;

import dev.sluice.policy.RateLimit;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.ScalingRules;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Stabilization and rate limits of Kubernetes' HPA v2 with {@code behavior}, over its history.
 *
 * <p>Source: kubernetes/kubernetes, pkg/controller/podautoscaler/horizontal.go. Kept on purpose: a percentage upwards
 * is rounded up and one downwards cut, so that 10 % of 5 down removes 1; the stored proposal is the unstabilized one.
 */
public final class HpaBehavior {
    /** Kubernetes' default upwards: 4 pods or 100 % in 15 s, whichever is more. */
    public static final ScalingRules UP = new ScalingRules(
            Duration.ZERO,
            ScalingRules.Select.MAX,
            List.of(
                    new RateLimit(RateLimit.Unit.REPLICAS, 4, Duration.ofSeconds(15)),
                    new RateLimit(RateLimit.Unit.PERCENT, 100, Duration.ofSeconds(15))),
            OptionalDouble.empty());

    /** Kubernetes' default downwards: 100 % in 15 s after 300 s of stabilization. */
    public static final ScalingRules DOWN = new ScalingRules(
            Duration.ofSeconds(300),
            ScalingRules.Select.MAX,
            List.of(new RateLimit(RateLimit.Unit.PERCENT, 100, Duration.ofSeconds(15))),
            OptionalDouble.empty());

    /** Why the size is what it is, in Kubernetes' words. */
    public enum Limit {
        DesiredWithinRange,
        ScaleUpLimit,
        ScaleDownLimit,
        TooManyReplicas,
        TooFewReplicas
    }

    /** A size and why. */
    public record Limited(int replicas, Limit reason) {}

    private final ScalingRules up;
    private final ScalingRules down;
    private final Bounds bounds;
    private final long upWindow;
    private final long downWindow;
    private final SlotLog proposals = new SlotLog();
    private final SlotLog added = new SlotLog();
    private final SlotLog removed = new SlotLog();

    public HpaBehavior(ScalingRules up, ScalingRules down, Bounds bounds) {
        this.up = up;
        this.down = down;
        this.bounds = bounds;
        this.upWindow = up.stabilization().toMillis();
        this.downWindow = down.stabilization().toMillis();
    }

    /** What is to run, and remembers the change; the first proposal of a life is the present size. */
    public int decide(long now, int current, int desired) {
        if (proposals.length() == 0) {
            proposals.append(now, current);
        }
        int next = limit(now, current, stabilize(now, current, desired)).replicas();
        if (next != current) {
            scaled(now, next - current);
        }
        return next;
    }

    /** The size nearest to {@code current} between what all recent proposals allow. */
    int stabilize(long now, int current, int desired) {
        int lowest = desired;
        int highest = desired;
        for (int i = 0; i < proposals.length(); i++) {
            if (proposals.at(i) > now - upWindow) {
                lowest = Math.min(lowest, proposals.value(i));
            }
            if (proposals.at(i) > now - downWindow) {
                highest = Math.max(highest, proposals.value(i));
            }
        }
        proposals.put(now, desired, now - Math.max(upWindow, downWindow));
        return Math.min(Math.max(current, lowest), highest);
    }

    /** Applies rate limits and bounds. */
    public Limited limit(long now, int current, int desired) {
        if (desired > current) {
            int allowed = Math.max(current, mostUp(now, current));
            int most = Math.min(allowed, bounds.max());
            Limit reason = allowed < bounds.max() ? Limit.ScaleUpLimit : Limit.TooManyReplicas;
            return desired > most ? new Limited(most, reason) : new Limited(desired, Limit.DesiredWithinRange);
        }
        int allowed = Math.min(current, leastDown(now, current));
        int least = Math.max(allowed, bounds.min());
        Limit reason = allowed > bounds.min() ? Limit.ScaleDownLimit : Limit.TooFewReplicas;
        return desired < least ? new Limited(least, reason) : new Limited(desired, Limit.DesiredWithinRange);
    }

    /** Remembers a change of {@code delta} replicas. */
    void scaled(long now, int delta) {
        ScalingRules rules = delta > 0 ? up : down;
        if (!rules.limits().isEmpty()) {
            (delta > 0 ? added : removed).put(now, Math.abs(delta), now - longestPeriod(rules));
        }
    }

    public SlotLog proposals() {
        return proposals;
    }

    SlotLog added() {
        return added;
    }

    public SlotLog removed() {
        return removed;
    }

    private static long longestPeriod(ScalingRules rules) {
        long longest = 0;
        for (RateLimit limit : rules.limits()) {
            longest = Math.max(longest, limit.period().toMillis());
        }
        return longest;
    }

    private int mostUp(long now, int current) {
        boolean wide = up.select() == ScalingRules.Select.MAX;
        int most = wide ? Integer.MIN_VALUE : Integer.MAX_VALUE;
        for (RateLimit limit : up.limits()) {
            int start = startOf(limit, now, current);
            int allowed = limit.unit() == RateLimit.Unit.REPLICAS
                    ? start + limit.value()
                    : (int) Math.ceil(start * (1 + limit.value() / 100.0));
            most = wide ? Math.max(most, allowed) : Math.min(most, allowed);
        }
        if (up.select() == ScalingRules.Select.DISABLED) {
            return current;
        }
        return up.limits().isEmpty() ? Integer.MAX_VALUE : most;
    }

    private int leastDown(long now, int current) {
        boolean wide = down.select() == ScalingRules.Select.MAX;
        int least = wide ? Integer.MAX_VALUE : Integer.MIN_VALUE;
        for (RateLimit limit : down.limits()) {
            int start = startOf(limit, now, current);
            int allowed = limit.unit() == RateLimit.Unit.REPLICAS
                    ? start - limit.value()
                    : (int) (start * (1 - limit.value() / 100.0));
            least = wide ? Math.min(least, allowed) : Math.max(least, allowed);
        }
        if (down.select() == ScalingRules.Select.DISABLED) {
            return current;
        }
        return down.limits().isEmpty() ? 0 : least;
    }

    private int startOf(RateLimit limit, long now, int current) {
        long since = now - limit.period().toMillis();
        return current - added.sumAfter(since) + removed.sumAfter(since);
    }
}
