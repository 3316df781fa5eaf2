package dev.sluice.config.manifest.form;

import dev.sluice.config.text.Durations;
import dev.sluice.policy.Drift;
import dev.sluice.policy.RateLimit;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.policy.ScalingPolicy.Tuning;
import dev.sluice.policy.ScalingRules;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a policy's file says under {@code spec}. */
public final class PolicyText {
    private PolicyText() {}

    public static Map<String, Object> spec(ScalingPolicy policy) {
        Map<String, Object> spec = new LinkedHashMap<>();
        Map<String, Object> replicas = new LinkedHashMap<>();
        replicas.put("min", policy.replicas().min());
        replicas.put("max", policy.replicas().max());
        spec.put("replicas", replicas);
        spec.put("demand", demands(policy));
        spec.put("objective", ObjectiveForms.text(policy.objective()));
        lead(policy, spec);
        spec.put("mode", word(policy.mode()));
        Map<String, Object> behavior = behavior(policy);
        if (!behavior.isEmpty()) {
            spec.put("behavior", behavior);
        }
        tuning(policy.tuning(), spec);
        PlacementText.write(policy.placement(), spec);
        return spec;
    }

    /** A quantile beside a stated lead time means nothing, and has no place in a file. */
    private static void lead(ScalingPolicy policy, Map<String, Object> spec) {
        policy.tuning().lifecycle().leadQuantile().ifPresent(q -> spec.put("leadTime", Map.of("quantile", q)));
        policy.leadTime().ifPresent(lead -> spec.put("leadTime", Durations.text(lead)));
    }

    private static Object demands(ScalingPolicy policy) {
        if (policy.more().isEmpty()) {
            return demand(policy.demand());
        }
        List<Object> all = new ArrayList<>(List.of(demand(policy.demand())));
        policy.more().forEach(extra -> all.add(demand(extra)));
        return all;
    }

    private static Map<String, Object> demand(Demand demand) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("signal", word(demand.signal()));
        demand.group().ifPresent(group -> ConsumerGroupForm.write(group, keys));
        demand.perReplica().ifPresent(per -> keys.put("perReplica", per));
        demand.window().ifPresent(window -> keys.put("window", Durations.text(window)));
        return keys;
    }

    private static Map<String, Object> behavior(ScalingPolicy policy) {
        Map<String, Object> behavior = new LinkedHashMap<>();
        if (!policy.up().equals(ScalingRules.FREE)) {
            behavior.put("scaleUp", rules(policy.up()));
        }
        if (!policy.down().equals(ScalingRules.FREE)) {
            behavior.put("scaleDown", rules(policy.down()));
        }
        return behavior;
    }

    private static Map<String, Object> rules(ScalingRules rules) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("stabilization", Durations.text(rules.stabilization()));
        keys.put("select", word(rules.select()));
        if (!rules.limits().isEmpty()) {
            keys.put("limits", rules.limits().stream().map(PolicyText::limit).toList());
        }
        rules.tolerance().ifPresent(tolerance -> keys.put("tolerance", tolerance));
        return keys;
    }

    private static Map<String, Object> limit(RateLimit limit) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put(word(limit.unit()), limit.value());
        keys.put("per", Durations.text(limit.period()));
        return keys;
    }

    private static void tuning(Tuning tuning, Map<String, Object> spec) {
        if (tuning.headroom() != Tuning.DEFAULT.headroom()) {
            spec.put("headroom", tuning.headroom());
        }
        tuning.costLimit().ifPresent(limit -> spec.put("costLimit", limit));
        if (!tuning.warmUp().equals(Tuning.DEFAULT.warmUp())) {
            spec.put("warmUp", Durations.text(tuning.warmUp()));
        }
        tuning.idleWindow().ifPresent(window -> spec.put("idleWindow", Durations.text(window)));
        tuning.lifecycle().drain().ifPresent(drain -> spec.put("drain", Durations.text(drain)));
        if (tuning.lifecycle().drift() != Drift.CORRECT) {
            spec.put("drift", word(tuning.lifecycle().drift()));
        }
    }

    /** A constant as files write it. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
