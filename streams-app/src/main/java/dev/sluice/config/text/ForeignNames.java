package dev.sluice.config.text;

import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names of other autoscalers' files, and what stands for them in ours. */
public final class ForeignNames {
    private static final String HPA = "Kubernetes' HorizontalPodAutoscaler";
    private static final String KEDA = "KEDA";
    private static final String KNATIVE = "Knative";
    private static final String UNDER_SPEC = "replicas, demand, headroom and idleWindow under spec";
    private static final String SLUICE = "apiVersion: sluice.dev/v1, kind: ScalingPolicy";
    private static final String TRANSLATED = SLUICE + " (sluice import -f FILE writes it)";

    private static final Map<String, Hint> HINTS = Stream.of(
                    of(HPA, "minReplicas", "replicas.min"),
                    of(HPA, "maxReplicas", "replicas.max"),
                    of(HPA, "scaleTargetRef", "metadata.name, the name of the service"),
                    of(HPA, "stabilizationWindowSeconds", "stabilization, such as 300s"),
                    of(HPA, "selectPolicy", "select: max, min or disabled"),
                    of(HPA, "policies", "limits, such as [{replicas: 4, per: 15s}, {percent: 100, per: 15s}]"),
                    of(HPA, "periodSeconds", "per, such as 15s"),
                    of(HPA, "type", "the key itself: replicas or percent"),
                    of(HPA, "value", "the value of replicas or percent"),
                    of(HPA, "metrics", "demand, such as [{signal: requests, perReplica: 12.5}]"),
                    of(HPA, "resource", "demand, such as {signal: cpu, perReplica: 0.7}"),
                    of(HPA, "averageUtilization", "demand.perReplica, in cores or GPUs in use"),
                    of(HPA, "averageValue", "demand.perReplica"),
                    of(HPA, "target", "demand.perReplica"),
                    of(HPA, "targetCPUUtilizationPercentage", "demand: {signal: cpu, perReplica: 0.7}"),
                    of(HPA, "HorizontalPodAutoscaler", TRANSLATED),
                    of(HPA, "autoscaling/v1", TRANSLATED),
                    of(HPA, "autoscaling/v2", TRANSLATED),
                    of(HPA, "autoscaling/v2beta2", TRANSLATED),
                    of(KEDA, "minReplicaCount", "replicas.min"),
                    of(KEDA, "maxReplicaCount", "replicas.max"),
                    of(KEDA, "idleReplicaCount", "replicas.min: 0"),
                    of(KEDA, "pollingInterval", "demand.window, such as 15s"),
                    of(KEDA, "cooldownPeriod", "idleWindow, with replicas.min: 0"),
                    of(KEDA, "initialCooldownPeriod", "idleWindow, with replicas.min: 0"),
                    of(KEDA, "triggers", "demand for signals, and sluice override SERVICE schedule for cron"),
                    of(KEDA, "fallback", "nothing: a service that does not report keeps its size"),
                    of(KEDA, "advanced", "behavior"),
                    of(KEDA, "horizontalPodAutoscalerConfig", "behavior"),
                    of(
                            KEDA,
                            "lagThreshold",
                            "objective.drain with demand: {signal: lag, group: GROUP, topics: [TOPIC]}"),
                    of(KEDA, "consumerGroup", "demand.group"),
                    of(KEDA, "topic", "demand.topics"),
                    of(KEDA, "bootstrapServers", "nothing: the brokers of the settings are asked"),
                    of(KEDA, "activationLagThreshold", "nothing: a service at zero wakes on its first event"),
                    of(KEDA, "activationThreshold", "nothing: a service at zero wakes on its first event"),
                    of(KEDA, "threshold", "demand.perReplica"),
                    of(KEDA, "ScaledObject", TRANSLATED),
                    of(KEDA, "ScaledJob", SLUICE),
                    of(KEDA, "keda.sh/v1alpha1", SLUICE),
                    of(KNATIVE, "minScale", "replicas.min"),
                    of(KNATIVE, "maxScale", "replicas.max"),
                    of(KNATIVE, "min-scale", "replicas.min"),
                    of(KNATIVE, "max-scale", "replicas.max"),
                    of(KNATIVE, "initialScale", "nothing: the first command follows the first demand"),
                    of(KNATIVE, "scaleDownDelay", "behavior.scaleDown.stabilization"),
                    of(KNATIVE, "stableWindow", "demand.window"),
                    of(KNATIVE, "panicWindow", "nothing: a running window over capacity is acted on at once"),
                    of(KNATIVE, "containerConcurrency", "demand: {signal: concurrency, perReplica: 10}"),
                    of(KNATIVE, "target-burst-capacity", "headroom"),
                    of(KNATIVE, "annotations", UNDER_SPEC),
                    of(KNATIVE, "template", UNDER_SPEC),
                    of(KNATIVE, "serving.knative.dev/v1", SLUICE),
                    of("Kubernetes' VerticalPodAutoscaler", "updatePolicy", "size.mode"),
                    of("Kubernetes' VerticalPodAutoscaler", "resourcePolicy", "size"),
                    of("Kubernetes' VerticalPodAutoscaler", "minAllowed", "size.least"),
                    of("Kubernetes' VerticalPodAutoscaler", "maxAllowed", "size.most"),
                    of("Kubernetes' VerticalPodAutoscaler", "VerticalPodAutoscaler", TRANSLATED),
                    of("Kubernetes", "namespace", "metadata.name alone names the service"),
                    of("Kubernetes", "labels", "metadata.name alone names the service"))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private static final String KNATIVE_PREFIX = "autoscaling.knative.dev/";

    private ForeignNames() {}

    /** {@code ; that is X's name, here it is Y} for a name that another autoscaler has. */
    public static Optional<String> hint(String name) {
        if (name.startsWith(KNATIVE_PREFIX)) {
            Hint annotation = HINTS.get(name.substring(KNATIVE_PREFIX.length()));
            String ours = annotation == null ? UNDER_SPEC : annotation.ours();
            return Optional.of(new Hint(KNATIVE, ours).text());
        }
        return Optional.ofNullable(HINTS.get(name)).map(Hint::text);
    }

    /**
     * What a name means.
     *
     * @param whose the other autoscaler
     * @param ours what stands for it here
     */
    private record Hint(String whose, String ours) {
        String text() {
            return "; that is a name of " + whose + ", here it is " + ours;
        }
    }

    private static Map.Entry<String, Hint> of(String whose, String name, String ours) {
        return Map.entry(name, new Hint(whose, ours));
    }
}
