package dev.sluice.config.foreign;

import dev.sluice.config.foreign.BehaviorTranslation.Behavior;
import dev.sluice.config.foreign.object.Fields;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Bounds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** A ScaledObject of KEDA. */
final class ScaledObjectTranslation {
    private static final int KEDA_MAX = 100;

    private ScaledObjectTranslation() {}

    /** The policy; schedules of cron triggers are added to {@code commands}. */
    static ScalingPolicy of(String service, Fields spec, OptionalDouble requestedCores, List<String> commands) {
        Bounds replicas = replicas(spec);
        Demands demands = new Demands(requestedCores);
        TriggerTranslation triggers = new TriggerTranslation(service, demands, commands);
        spec.list("triggers").forEach(triggers::read);
        Fields advanced = spec.below("advanced");
        Fields hpa = advanced.below("horizontalPodAutoscalerConfig");
        Behavior behavior = BehaviorTranslation.of(hpa.below("behavior"));
        hpa.rest();
        advanced.remark("restoreToOriginalReplicaCount", "a service without a policy keeps its replicas");
        advanced.remark("scalingModifiers", "is no formula here: of several signals the largest count wins");
        advanced.rest();
        spec.remark("pollingInterval", "nothing is polled: demand is reported, and each window of it is decided on");
        spec.remark("fallback", "needs nothing: without reports the replicas stay");
        spec.remark("initialCooldownPeriod", "needs nothing: a new service is observed before it may sleep");
        Optional<Duration> idle = idleWindow(spec, replicas.min() == 0);
        spec.rest();
        return demands.in(Drafts.policy(service, replicas, behavior, idle), spec);
    }

    private static Bounds replicas(Fields spec) {
        int min = spec.whole("minReplicaCount").orElse(0);
        OptionalInt max = spec.whole("maxReplicaCount");
        OptionalInt idle = spec.whole("idleReplicaCount");
        if (max.isEmpty()) {
            spec.remark("states no maxReplicaCount: KEDA's default of " + KEDA_MAX + " is taken");
        }
        if (idle.isPresent() && idle.getAsInt() < min) {
            spec.remark(
                    "idleReplicaCount",
                    "is taken as replicas.min; at least " + min + " replicas while there is work has no counterpart");
            min = idle.getAsInt();
        }
        return new Bounds(min, max.orElse(KEDA_MAX));
    }

    private static Optional<Duration> idleWindow(Fields spec, boolean sleeps) {
        OptionalInt cooldown = spec.whole("cooldownPeriod");
        if (cooldown.isPresent() && !sleeps) {
            spec.remark("cooldownPeriod", "needs nothing: with this minimum the service never sleeps");
        }
        return cooldown.isPresent() && sleeps ? Optional.of(Duration.ofSeconds(cooldown.getAsInt())) : Optional.empty();
    }
}
