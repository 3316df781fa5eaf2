package dev.sluice.config.foreign;

import dev.sluice.config.foreign.BehaviorTranslation.Behavior;
import dev.sluice.config.foreign.object.Fields;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Bounds;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** A HorizontalPodAutoscaler of autoscaling/v1, v2, v2beta1 or v2beta2. */
final class HpaTranslation {
    /** Of the CPU that a replica requests. */
    private static final BigDecimal DEFAULT_PERCENT = BigDecimal.valueOf(80);

    private HpaTranslation() {}

    static ScalingPolicy of(String service, Fields spec, OptionalDouble requestedCores) {
        int min = spec.whole("minReplicas").orElse(1);
        int max = spec.whole("maxReplicas").orElseThrow(() -> spec.wrong("maxReplicas", "is missing"));
        Demands demands = new Demands(requestedCores);
        spec.quantity("targetCPUUtilizationPercentage").ifPresent(percent -> demands.utilization(spec, "cpu", percent));
        spec.list("metrics").forEach(metric -> metric(metric, demands));
        if (!spec.has("metrics") && !spec.has("targetCPUUtilizationPercentage")) {
            spec.remark("states no metric: HPA's default is taken, CPU at " + DEFAULT_PERCENT + " %");
            demands.utilization(spec, "cpu", DEFAULT_PERCENT);
        }
        Behavior behavior = BehaviorTranslation.of(spec.below("behavior"));
        spec.rest();
        return demands.in(Drafts.policy(service, new Bounds(min, max), behavior), spec);
    }

    private static void metric(Fields metric, Demands demands) {
        String type = metric.required("type");
        switch (type) {
            case "Resource" -> resource(metric.below("resource"), demands);
            case "ContainerResource" -> resource(metric.below("containerResource"), demands);
            case "Pods" -> named(metric.below("pods"), demands);
            case "Object" -> named(metric.below("object"), demands);
            case "External" -> named(metric.below("external"), demands);
            default -> throw metric.wrong("type", "'" + type + "' is no type of metric");
        }
        metric.rest();
    }

    private static void resource(Fields resource, Demands demands) {
        String name = resource.required("name");
        Fields target = resource.below("target");
        Optional<BigDecimal> percent =
                target.quantity("averageUtilization").or(() -> resource.quantity("targetAverageUtilization"));
        Optional<BigDecimal> amount = target.quantity("averageValue").or(() -> resource.quantity("targetAverageValue"));
        target.skip("type");
        percent.ifPresent(value -> demands.utilization(resource, name, value));
        if (percent.isEmpty()) {
            amount.ifPresent(value -> demands.amount(resource, name, value));
        }
        resource.remark("container", "the whole replica counts, not one container");
        target.rest();
        resource.rest();
    }

    private static void named(Fields source, Demands demands) {
        Fields metric = source.below("metric");
        String name = metric.text("name").or(() -> source.text("metricName")).orElse("");
        if (name.isEmpty()) {
            throw source.wrong("metric.name", "is missing");
        }
        Fields target = source.below("target");
        Optional<BigDecimal> each = target.quantity("averageValue")
                .or(() -> source.quantity("targetAverageValue"))
                .or(() -> source.quantity("averageValue"));
        if (source.path().endsWith(".object") && source.has("metricName")) {
            // of v2beta1, where it is the object
            target.skip("apiVersion", "kind", "name");
        }
        target.skip("type");
        demands.metric(source, name, each);
        for (Fields fields : List.of(target, source)) {
            fields.remark("value", "is a target for all replicas together, and does not tell what one serves");
            fields.remark("targetValue", "is a target for all replicas together, and does not tell what one serves");
        }
        metric.rest("selects the metric; Sluice gets demand from reports");
        for (String selection : List.of("selector", "metricSelector", "describedObject")) {
            source.remark(selection, "selects the metric; Sluice gets demand from reports");
        }
        target.rest();
        source.rest();
    }
}
