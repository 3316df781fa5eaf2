package dev.sluice.control.harness;

import dev.sluice.demand.Signal;
import dev.sluice.policy.Mode;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.policy.ScalingPolicy.Tuning;
import dev.sluice.policy.ScalingRules;
import dev.sluice.sizing.Objective;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Policies as teams write them. */
public final class Policies {
    private Policies() {}

    /** From {@code min} to {@code max} replicas that serve ten requests per second each, useful a minute after an order. */
    public static ScalingPolicy requests(int min, int max) {
        return of(min, max, demand(Signal.REQUESTS, 10), List.of());
    }

    public static ScalingPolicy of(int min, int max, Demand demand, List<Demand> more) {
        return new ScalingPolicy(
                ServiceHarness.SERVICE,
                new Bounds(min, max),
                demand,
                more,
                Objective.standard(demand.signal()),
                Optional.of(Duration.ofMinutes(1)),
                Mode.ACT,
                ScalingRules.FREE,
                ScalingRules.FREE,
                Tuning.DEFAULT);
    }

    public static Demand demand(Signal signal, double perReplica) {
        return new Demand(signal, OptionalDouble.of(perReplica), Optional.empty());
    }

    public static Demand learned(Signal signal) {
        return new Demand(signal, OptionalDouble.empty(), Optional.empty());
    }

    public static ScalingPolicy with(ScalingPolicy p, Tuning tuning) {
        return new ScalingPolicy(
                p.service(),
                p.replicas(),
                p.demand(),
                p.more(),
                p.objective(),
                p.leadTime(),
                p.mode(),
                p.up(),
                p.down(),
                tuning);
    }

    public static ScalingPolicy with(ScalingPolicy p, ScalingRules up, ScalingRules down) {
        return new ScalingPolicy(
                p.service(),
                p.replicas(),
                p.demand(),
                p.more(),
                p.objective(),
                p.leadTime(),
                p.mode(),
                up,
                down,
                p.tuning());
    }

    /** The lead time is left to be learned. */
    public static ScalingPolicy learningLead(ScalingPolicy p) {
        return new ScalingPolicy(
                p.service(),
                p.replicas(),
                p.demand(),
                p.more(),
                p.objective(),
                Optional.empty(),
                p.mode(),
                p.up(),
                p.down(),
                p.tuning());
    }
}
