package dev.sluice.policy;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Tolerance, stabilization, rate limits and bounds of one service, over the history of what was proposed and commanded.
 *
 * <p>Source: the meaning of {@code behavior} in Kubernetes' HorizontalPodAutoscaler, version autoscaling/v2.
 */
public final class Behavior {
    /** Name of the stage that keeps a size within its bounds. */
    public static final String BOUNDS = "bounds";

    private final SlidingExtreme highest = SlidingExtreme.highest();
    private final SlidingExtreme lowest = SlidingExtreme.lowest();
    private final ChangeHistory changes = new ChangeHistory();

    /** What may be done now about a wish for {@code wanted} replicas; adds each step to {@code stages}. */
    public int limit(int wanted, int current, ScalingPolicy policy, long now, List<Stage> stages) {
        int tolerated = tolerate(wanted, current, policy, stages);
        int stable = stabilize(tolerated, current, policy, now, stages);
        int limited = rate(stable, current, policy, now, stages);
        return bound(limited, policy, stages);
    }

    /** Notes that the size was commanded to change. */
    public void changed(int from, int to, ScalingPolicy policy, long now) {
        changes.add(now, to - from, longest(policy.up(), policy.down()));
    }

    private static int tolerate(int wanted, int current, ScalingPolicy policy, List<Stage> stages) {
        ScalingRules rules = wanted > current ? policy.up() : policy.down();
        double tolerance = rules.tolerance().orElse(0);
        boolean small = current > 0 && wanted > 0 && Math.abs(wanted - current) <= tolerance * current;
        if (!small || wanted == current) {
            return wanted;
        }
        stages.add(new Stage(
                "tolerance",
                wanted,
                current,
                Reason.WITHIN_TOLERANCE,
                String.format(Locale.ROOT, "a change within %.0f %% of %d is left", 100 * tolerance, current)));
        return current;
    }

    private int stabilize(int wanted, int current, ScalingPolicy policy, long now, List<Stage> stages) {
        Duration up = policy.up().stabilization();
        Duration down = policy.down().stabilization();
        int low = up.isZero() ? wanted : lowest.with(wanted, now, up);
        int high = down.isZero() ? wanted : highest.with(wanted, now, down);
        remember(wanted, now, up, down);
        int stable = Math.min(Math.max(current, low), high);
        if (stable != wanted) {
            Reason reason = stable < wanted ? Reason.UP_STABILIZED : Reason.DOWN_STABILIZED;
            Duration over = stable < wanted ? up : down;
            stages.add(new Stage("stabilization", wanted, stable, reason, "over the proposals of " + over));
        }
        return stable;
    }

    private void remember(int wanted, long now, Duration up, Duration down) {
        if (!up.isZero()) {
            lowest.add(now, wanted);
        }
        if (!down.isZero()) {
            highest.add(now, wanted);
        }
    }

    private int rate(int wanted, int current, ScalingPolicy policy, long now, List<Stage> stages) {
        int limited = wanted;
        if (wanted > current) {
            limited =
                    Math.min(wanted, RateLimits.ceiling(policy.up(), current, p -> changes.atStartOf(p, now, current)));
        } else if (wanted < current) {
            limited =
                    Math.max(wanted, RateLimits.floor(policy.down(), current, p -> changes.atStartOf(p, now, current)));
        }
        if (limited != wanted) {
            Reason reason = wanted > current ? Reason.UP_RATE_LIMITED : Reason.DOWN_RATE_LIMITED;
            stages.add(new Stage("rate limit", wanted, limited, reason, "from " + current + " replicas"));
        }
        return limited;
    }

    private static int bound(int wanted, ScalingPolicy policy, List<Stage> stages) {
        int bounded = policy.replicas().clamp(wanted);
        if (bounded != wanted) {
            Reason reason = bounded > wanted ? Reason.BELOW_MINIMUM : Reason.ABOVE_MAXIMUM;
            ScalingPolicy.Bounds bounds = policy.replicas();
            stages.add(new Stage(BOUNDS, wanted, bounded, reason, bounds.min() + " to " + bounds.max()));
        }
        return bounded;
    }

    private static Duration longest(ScalingRules... rules) {
        Duration longest = Duration.ZERO;
        for (ScalingRules direction : rules) {
            for (RateLimit limit : direction.limits()) {
                longest = limit.period().compareTo(longest) > 0 ? limit.period() : longest;
            }
        }
        return longest;
    }

    public void write(DataOutput out) throws IOException {
        highest.write(out);
        lowest.write(out);
        changes.write(out);
    }

    public void read(DataInput in) throws IOException {
        highest.read(in);
        lowest.read(in);
        changes.read(in);
    }
}
