package dev.sluice.policy.behavior;

import dev.sluice.policy.RateLimit;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingRules;
import dev.sluice.policy.trace.DecisionTrace;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import dev.sluice.text.DurationText;
import dev.sluice.text.NumberText;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;

/**
 * Applies tolerance, stabilization, rate limits and bounds to the proposals for one service, using the history of
 * what was proposed and commanded.
 *
 * <p>Source: the meaning of {@code behavior} in Kubernetes' HorizontalPodAutoscaler, version autoscaling/v2.
 */
public final class Behavior {
    private final SlidingExtreme highest = SlidingExtreme.highest();
    private final SlidingExtreme lowest = SlidingExtreme.lowest();
    private final ChangeHistory changes = new ChangeHistory();

    /**
     * Like {@link #limit(DecisionTrace, boolean, ScalingPolicy, EffectiveBounds, long)}, for a proposal that may
     * wait.
     */
    public DecisionTrace limit(DecisionTrace proposed, ScalingPolicy policy, EffectiveBounds bounds, long now) {
        return limit(proposed, false, policy, bounds, now);
    }

    /**
     * Limits a proposal to what may be commanded now, within the effective bounds.
     *
     * @param urgent true if demand is already unserved, so that neither tolerance nor stabilization may delay growth:
     *     a service at zero with demand, or a running window above the ordered capacity
     */
    public DecisionTrace limit(
            DecisionTrace proposed, boolean urgent, ScalingPolicy policy, EffectiveBounds bounds, long now) {
        DecisionTrace tolerated = urgent ? proposed : tolerate(proposed, policy);
        DecisionTrace stable = stabilize(tolerated, urgent, policy, now);
        DecisionTrace limited = limitRate(stable, policy, now);
        return bounds.keep(limited);
    }

    /** Records that a change of the replica count was commanded. */
    public void changed(int from, int to, ScalingPolicy policy, long now) {
        changes.add(now, to - from, longest(policy.up(), policy.down()));
    }

    private static DecisionTrace tolerate(DecisionTrace trace, ScalingPolicy policy) {
        int wanted = trace.replicas();
        int current = trace.current();
        double tolerance =
                (wanted > current ? policy.up() : policy.down()).tolerance().orElse(0);
        boolean small = current > 0 && wanted > 0 && Math.abs(wanted - current) <= tolerance * current;
        if (!small || wanted == current) {
            return trace;
        }
        String detail = "a change within " + NumberText.percent(tolerance) + " of " + current + " is left";
        return trace.to(current, Stage.Name.TOLERANCE, Reason.WITHIN_TOLERANCE, detail);
    }

    private DecisionTrace stabilize(DecisionTrace trace, boolean urgent, ScalingPolicy policy, long now) {
        int wanted = trace.replicas();
        Duration up = policy.up().stabilization();
        Duration down = policy.down().stabilization();
        int low = up.isZero() || urgent ? wanted : lowest.with(wanted, now, up);
        int high = down.isZero() ? wanted : highest.with(wanted, now, down);
        remember(wanted, now, up, down);
        int stable = Math.min(Math.max(trace.current(), low), high);
        return stable < wanted
                ? trace.to(
                        stable,
                        Stage.Name.STABILIZATION,
                        Reason.UP_STABILIZED,
                        "over the proposals of " + DurationText.of(up))
                : trace.to(
                        stable,
                        Stage.Name.STABILIZATION,
                        Reason.DOWN_STABILIZED,
                        "over the proposals of " + DurationText.of(down));
    }

    private void remember(int wanted, long now, Duration up, Duration down) {
        if (!up.isZero()) {
            lowest.add(now, wanted);
        }
        if (!down.isZero()) {
            highest.add(now, wanted);
        }
    }

    private DecisionTrace limitRate(DecisionTrace trace, ScalingPolicy policy, long now) {
        int wanted = trace.replicas();
        int current = trace.current();
        String detail = "from " + current + " replicas";
        if (wanted > current) {
            int ceiling = RateLimits.ceiling(policy.up(), current, p -> changes.atStartOf(p, now, current));
            return trace.to(Math.min(wanted, ceiling), Stage.Name.RATE_LIMIT, Reason.UP_RATE_LIMITED, detail);
        }
        if (wanted < current) {
            int floor = RateLimits.floor(policy.down(), current, p -> changes.atStartOf(p, now, current));
            return trace.to(Math.max(wanted, floor), Stage.Name.RATE_LIMIT, Reason.DOWN_RATE_LIMITED, detail);
        }
        return trace;
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
