package dev.sluice.policy.behavior;

import dev.sluice.policy.Mode;
import dev.sluice.policy.RateLimit;
import dev.sluice.policy.RateLimit.Unit;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.policy.ScalingPolicy.Tuning;
import dev.sluice.policy.ScalingRules;
import dev.sluice.policy.ScalingRules.Select;
import dev.sluice.policy.trace.DecisionTrace;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import dev.sluice.sizing.Objective;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A service's behavior under one policy, on a clock of seconds: wishes go in, what may be commanded comes out. */
public final class Limiting {
    private final ScalingPolicy policy;
    private final Behavior behavior;
    private List<Stage> stages = List.of();

    private Limiting(ScalingPolicy policy, Behavior behavior) {
        this.policy = policy;
        this.behavior = behavior;
    }

    static Limiting by(ScalingRules up, ScalingRules down) {
        return by(up, down, new Bounds(0, 2000));
    }

    static Limiting by(ScalingRules up, ScalingRules down, Bounds bounds) {
        return new Limiting(policy(up, down, bounds), new Behavior());
    }

    /** The same history under other rules. */
    Limiting then(ScalingRules up, ScalingRules down) {
        return new Limiting(policy(up, down, policy.replicas()), behavior);
    }

    public static ScalingPolicy policy(ScalingRules up, ScalingRules down, Bounds bounds) {
        return new ScalingPolicy(
                "checkout",
                bounds,
                Demand.REQUESTS,
                Objective.standard(),
                Optional.empty(),
                Mode.ACT,
                up,
                down,
                Tuning.DEFAULT);
    }

    static ScalingRules limited(Select select, RateLimit... limits) {
        return new ScalingRules(Duration.ZERO, select, List.of(limits), OptionalDouble.empty());
    }

    static ScalingRules stabilized(int seconds) {
        return new ScalingRules(Duration.ofSeconds(seconds), Select.MAX, List.of(), OptionalDouble.empty());
    }

    static ScalingRules tolerant(double share) {
        return new ScalingRules(Duration.ZERO, Select.MAX, List.of(), OptionalDouble.of(share));
    }

    static RateLimit replicas(int value, int seconds) {
        return new RateLimit(Unit.REPLICAS, value, Duration.ofSeconds(seconds));
    }

    static RateLimit percent(int value, int seconds) {
        return new RateLimit(Unit.PERCENT, value, Duration.ofSeconds(seconds));
    }

    /** Notes that {@code delta} replicas were added, or below zero removed. */
    Limiting changed(int at, int delta) {
        behavior.changed(0, delta, policy, at * 1000L);
        return this;
    }

    /** What may be commanded; it is not. */
    int wish(int at, int current, int wanted) {
        DecisionTrace proposed = DecisionTrace.of(current, wanted, Reason.FORECAST, "");
        DecisionTrace limited =
                behavior.limit(proposed, policy, EffectiveBounds.ofPolicy(policy.replicas()), at * 1000L);
        stages = limited.stages().subList(1, limited.stages().size());
        return limited.replicas();
    }

    /** What may be commanded, and is. */
    int command(int at, int current, int wanted) {
        int target = wish(at, current, wanted);
        behavior.changed(current, target, policy, at * 1000L);
        return target;
    }

    /** Why the last wish was not granted as it was. */
    List<Reason> reasons() {
        return stages.stream().map(Stage::reason).toList();
    }

    Behavior behavior() {
        return behavior;
    }
}
