package dev.sluice.cli.keda;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.policy.RateLimit;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.ScalingRules;
import dev.sluice.simulator.baseline.hpa.HpaBehavior;
import dev.sluice.simulator.baseline.hpa.HpaReplicas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * KEDA and its HPA under a manifest, by their published rules and defaults. {@code HpaVectorsTest} compares the rules of
 * HPA, which are {@link HpaReplicas} and {@link HpaBehavior}, with Kubernetes' own figures.
 */
final class PlayedHpa {
    private static final long KEDA_COOLDOWN = 300;

    private final boolean keda;
    private final int min;
    private final int max;
    private final long cooldownMillis;
    private final long target;
    private final HpaReplicas rule;
    private final HpaBehavior behavior;
    private int current;
    private long lastActive = Long.MIN_VALUE / 2;

    PlayedHpa(JsonNode manifest, int current) {
        this.current = current;
        JsonNode spec = manifest.path("spec");
        keda = manifest.path("kind").asText().equals("ScaledObject");
        min = spec.path(keda ? "minReplicaCount" : "minReplicas").asInt(keda ? 0 : 1);
        max = spec.path(keda ? "maxReplicaCount" : "maxReplicas").asInt(100);
        cooldownMillis = 1000 * spec.path("cooldownPeriod").asLong(KEDA_COOLDOWN);
        JsonNode rules = spec.at(keda ? "/advanced/horizontalPodAutoscalerConfig/behavior" : "/behavior");
        JsonNode up = rules.path("scaleUp");
        JsonNode down = rules.path("scaleDown");
        target = target(spec);
        rule = new HpaReplicas(
                up.path("tolerance").asDouble(0.1), down.path("tolerance").asDouble(0.1));
        behavior = new HpaBehavior(
                rules(up, HpaBehavior.UP),
                rules(down, HpaBehavior.DOWN),
                new Bounds(keda ? Math.max(1, min) : min, max));
    }

    /** What each replica is to have of the metric; the external scaler says it by itself. */
    private static long target(JsonNode spec) {
        JsonNode metadata = spec.at("/triggers/0/metadata");
        return Stream.of(
                        metadata.path("targetValue"),
                        metadata.path("threshold"),
                        spec.at("/metrics/0/external/target/averageValue"))
                .filter(JsonNode::isTextual)
                .mapToLong(JsonNode::asLong)
                .findFirst()
                .orElse(1);
    }

    private static ScalingRules rules(JsonNode stated, ScalingRules otherwise) {
        List<RateLimit> limits = new ArrayList<>();
        for (JsonNode policy : stated.path("policies")) {
            limits.add(new RateLimit(
                    policy.path("type").asText().equals("Pods") ? RateLimit.Unit.REPLICAS : RateLimit.Unit.PERCENT,
                    policy.path("value").asInt(),
                    Duration.ofSeconds(policy.path("periodSeconds").asInt())));
        }
        JsonNode window = stated.path("stabilizationWindowSeconds");
        return new ScalingRules(
                window.isMissingNode() ? otherwise.stabilization() : Duration.ofSeconds(window.asInt()),
                ScalingRules.Select.valueOf(
                        stated.path("selectPolicy").asText("Max").toUpperCase(Locale.ROOT)),
                limits.isEmpty() ? otherwise.limits() : limits,
                OptionalDouble.empty());
    }

    /** KEDA hears, by a push or its poll, whether the trigger is active; empty: the trigger has failed. */
    void activity(long now, OptionalInt commanded) {
        if (!keda || commanded.isEmpty()) {
            return;
        }
        if (commanded.getAsInt() > 0) {
            lastActive = now;
            current = current == 0 ? Math.max(1, min) : current;
        } else if (current > 0 && min == 0 && lastActive + cooldownMillis < now) {
            current = 0;
        }
    }

    /** HPA's sync; empty: the metric has failed. */
    void sync(long now, OptionalInt commanded) {
        // at zero an HPA that did not scale there itself does nothing: KEDA starts the first replica
        if (commanded.isEmpty() || (keda && current == 0)) {
            return;
        }
        int least = keda ? Math.max(1, min) : min;
        if (current > max || current < least) {
            current = Math.max(least, Math.min(max, current));
        } else {
            current = behavior.decide(now, current, rule.averageValue(current, commanded.getAsInt(), target));
        }
    }

    int current() {
        return current;
    }
}
