package dev.sluice.cli.keda;

import dev.sluice.policy.RateLimit;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.ScalingRules;
import dev.sluice.simulator.baseline.HpaBehavior;
import dev.sluice.simulator.baseline.HpaReplicas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * KEDA and its HPA under a manifest, by their published rules and defaults. {@code PeerVectorsTest} compares the rules of
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

    PlayedHpa(Map<String, Object> manifest, int current) {
        this.current = current;
        Map<String, Object> spec = at(manifest, "spec");
        keda = manifest.get("kind").equals("ScaledObject");
        min = (int) spec.getOrDefault(keda ? "minReplicaCount" : "minReplicas", keda ? 0 : 1);
        max = (int) spec.getOrDefault(keda ? "maxReplicaCount" : "maxReplicas", 100);
        cooldownMillis = 1000L * ((Number) spec.getOrDefault("cooldownPeriod", KEDA_COOLDOWN)).longValue();
        Map<String, Object> rules =
                keda ? at(spec, "advanced", "horizontalPodAutoscalerConfig", "behavior") : at(spec, "behavior");
        Map<String, Object> up = at(rules, "scaleUp");
        Map<String, Object> down = at(rules, "scaleDown");
        target = keda ? targetOf(at((Map<?, ?>) ((List<?>) spec.get("triggers")).get(0), "metadata")) : ofMetric(spec);
        rule = new HpaReplicas(tolerance(up), tolerance(down));
        behavior = new HpaBehavior(
                rules(up, HpaBehavior.UP),
                rules(down, HpaBehavior.DOWN),
                new Bounds(keda ? Math.max(1, min) : min, max));
    }

    private static long ofMetric(Map<String, Object> spec) {
        Map<?, ?> metric = (Map<?, ?>) ((List<?>) spec.get("metrics")).get(0);
        return Long.parseLong((String) at(metric, "external", "target").get("averageValue"));
    }

    private static long targetOf(Map<String, Object> metadata) {
        Object stated = metadata.getOrDefault("targetValue", metadata.getOrDefault("threshold", "1"));
        return Long.parseLong((String) stated);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> at(Map<?, ?> from, String... path) {
        Map<?, ?> here = from;
        for (String key : path) {
            here = here.get(key) instanceof Map<?, ?> next ? next : Map.of();
        }
        return (Map<String, Object>) here;
    }

    private static double tolerance(Map<String, Object> rules) {
        return Double.parseDouble((String) rules.getOrDefault("tolerance", "0.1"));
    }

    private static ScalingRules rules(Map<String, Object> stated, ScalingRules otherwise) {
        Object window = stated.get("stabilizationWindowSeconds");
        List<RateLimit> limits = new ArrayList<>();
        for (Object policy : (List<?>) stated.getOrDefault("policies", List.of())) {
            Map<String, Object> one = at(Map.of("policy", policy), "policy");
            limits.add(new RateLimit(
                    one.get("type").equals("Pods") ? RateLimit.Unit.REPLICAS : RateLimit.Unit.PERCENT,
                    (int) one.get("value"),
                    Duration.ofSeconds((int) one.get("periodSeconds"))));
        }
        return new ScalingRules(
                window == null ? otherwise.stabilization() : Duration.ofSeconds((int) window),
                ScalingRules.Select.valueOf(
                        stated.getOrDefault("selectPolicy", "Max").toString().toUpperCase(java.util.Locale.ROOT)),
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
