package dev.sluice.cli.keda;

import dev.sluice.policy.ScalingPolicy.Bounds;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * ScaledObjects and HorizontalPodAutoscalers (HPA) whose HPA runs exactly what it is told.
 *
 * <p>The metric is the number of replicas to run, and its target is 1 for each replica. Left alone, HPA ignores changes of
 * up to 10 %, keeps the highest number of the last five minutes, and doubles at most every 15 s. The policy of the service has
 * done all of this already, so each is switched off.
 */
final class ScaledObjects {
    /** HPA looks again after this time, which is the shortest period of a rate limit that never limits. */
    private static final int PERIOD_SECONDS = 15;

    private static final int FAILURES = 3;

    private ScaledObjects() {}

    /** A ScaledObject of KEDA. */
    static Map<String, Object> scaledObject(
            ScaledPool scaled, ScaleTarget target, String namespace, Source source, String address, HpaAge age) {
        Bounds replicas = scaled.replicas();
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("scaleTargetRef", target.reference());
        spec.put("pollingInterval", source.pollingSeconds());
        spec.put("cooldownPeriod", 0);
        spec.put("minReplicaCount", replicas.min());
        spec.put("maxReplicaCount", replicas.max());
        spec.put("fallback", fallback(replicas));
        spec.put(
                "advanced", Map.of("horizontalPodAutoscalerConfig", Map.of("behavior", behavior(replicas.max(), age))));
        Map<String, Object> trigger = new LinkedHashMap<>();
        trigger.put("type", source.type());
        trigger.put("metricType", "AverageValue");
        Map<String, Object> metadata = source.metadata(scaled, address);
        age.toleranceToTell().ifPresent(share -> metadata.put("tolerance", share));
        trigger.put("metadata", metadata);
        spec.put("triggers", List.of(trigger));
        return object("keda.sh/v1alpha1", "ScaledObject", target.name(), namespace, spec);
    }

    /** With a number above zero: with zero KEDA would end a service without a minimum as soon as a trigger fails. */
    private static Map<String, Object> fallback(Bounds replicas) {
        Map<String, Object> fallback = new LinkedHashMap<>();
        fallback.put("failureThreshold", FAILURES);
        fallback.put("behavior", "currentReplicas");
        fallback.put("replicas", Math.max(1, replicas.min()));
        return fallback;
    }

    /** An HPA on its own, whose metric comes from an adapter for Prometheus. */
    static Map<String, Object> autoscaler(ScaledPool scaled, ScaleTarget target, String namespace, HpaAge age) {
        Map<String, Object> labels = new LinkedHashMap<>();
        labels.put("service", label(scaled.service()));
        labels.put("pool", label(scaled.pool()));
        Map<String, Object> metric = new LinkedHashMap<>();
        metric.put("name", Source.METRIC);
        metric.put("selector", Map.of("matchLabels", labels));
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("type", "AverageValue");
        value.put("averageValue", "1");
        Map<String, Object> external = new LinkedHashMap<>();
        external.put("metric", metric);
        external.put("target", value);
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("type", "External");
        one.put("external", external);
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("scaleTargetRef", target.reference());
        spec.put("minReplicas", scaled.replicas().min());
        spec.put("maxReplicas", scaled.replicas().max());
        spec.put("metrics", List.of(one));
        spec.put("behavior", behavior(scaled.replicas().max(), age));
        return object("autoscaling/v2", "HorizontalPodAutoscaler", target.name(), namespace, spec);
    }

    private static String label(String value) {
        if (!value.matches("([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?")) {
            throw new IllegalArgumentException("'" + value
                    + "' cannot be the value of a label, which an HPA selects by: use a ScaledObject of KEDA");
        }
        return value;
    }

    private static Map<String, Object> object(
            String apiVersion, String kind, String name, String namespace, Map<String, Object> spec) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("apiVersion", apiVersion);
        object.put("kind", kind);
        object.put("metadata", metadata);
        object.put("spec", spec);
        return object;
    }

    private static Map<String, Object> behavior(int max, HpaAge age) {
        Map<String, Object> behavior = new LinkedHashMap<>();
        // from any count to the maximum, and from any count to the minimum
        behavior.put("scaleUp", rules("Pods", max, age));
        behavior.put("scaleDown", rules("Percent", 100, age));
        return behavior;
    }

    private static Map<String, Object> rules(String type, int value, HpaAge age) {
        Map<String, Object> policy = new LinkedHashMap<>();
        policy.put("type", type);
        policy.put("value", value);
        policy.put("periodSeconds", PERIOD_SECONDS);
        Map<String, Object> rules = new LinkedHashMap<>();
        rules.put("stabilizationWindowSeconds", 0);
        if (age == HpaAge.WITH_TOLERANCE_FIELD) {
            rules.put("tolerance", "0");
        }
        rules.put("selectPolicy", "Max");
        rules.put("policies", List.of(policy));
        return rules;
    }
}
