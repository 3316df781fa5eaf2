package dev.sluice.config.foreign;

import dev.sluice.config.foreign.BehaviorTranslation.Behavior;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.policy.ScalingPolicy.Tuning;
import dev.sluice.sizing.Objective;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Policies that only advise, so that nothing changes before somebody has compared them with what scales now. */
final class Drafts {
    private Drafts() {}

    static ScalingPolicy policy(String service, Bounds replicas, Behavior behavior) {
        return policy(service, replicas, behavior, Optional.empty());
    }

    static ScalingPolicy policy(String service, Bounds replicas, Behavior behavior, Optional<Duration> idleWindow) {
        Tuning standard = Tuning.DEFAULT;
        return new ScalingPolicy(
                service,
                replicas,
                Demand.REQUESTS,
                List.of(),
                Objective.standard(),
                Optional.empty(),
                Mode.ADVISE,
                behavior.up(),
                behavior.down(),
                new Tuning(standard.headroom(), standard.costLimit(), standard.warmUp(), idleWindow),
                Placement.ANYWHERE);
    }
}
