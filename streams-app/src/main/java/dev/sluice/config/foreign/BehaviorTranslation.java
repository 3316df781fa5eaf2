package dev.sluice.config.foreign;

import dev.sluice.config.foreign.object.Fields;
import dev.sluice.policy.RateLimit;
import dev.sluice.policy.ScalingRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** {@code behavior} of an HPA, which a policy has under other names. What is not stated there is free here. */
final class BehaviorTranslation {
    private static final Map<String, ScalingRules.Select> SELECT = Map.of(
            "Max", ScalingRules.Select.MAX,
            "Min", ScalingRules.Select.MIN,
            "Disabled", ScalingRules.Select.DISABLED);
    private static final Map<String, RateLimit.Unit> UNITS =
            Map.of("Pods", RateLimit.Unit.REPLICAS, "Percent", RateLimit.Unit.PERCENT);

    private BehaviorTranslation() {}

    /** Rules for both directions. */
    record Behavior(ScalingRules up, ScalingRules down) {
        static final Behavior FREE = new Behavior(ScalingRules.FREE, ScalingRules.FREE);
    }

    static Behavior of(Fields behavior) {
        Behavior both = new Behavior(rules(behavior.below("scaleUp")), rules(behavior.below("scaleDown")));
        behavior.rest();
        return both;
    }

    private static ScalingRules rules(Fields rules) {
        OptionalInt window = rules.whole("stabilizationWindowSeconds");
        Optional<String> select = rules.text("selectPolicy");
        List<RateLimit> limits = new ArrayList<>();
        for (Fields policy : rules.list("policies")) {
            limit(policy).ifPresent(limits::add);
        }
        OptionalDouble tolerance = rules.quantity("tolerance")
                .map(share -> OptionalDouble.of(share.doubleValue()))
                .orElse(OptionalDouble.empty());
        rules.rest();
        return new ScalingRules(
                Duration.ofSeconds(window.orElse(0)),
                select.map(word -> select(rules, word)).orElse(ScalingRules.Select.MAX),
                limits,
                tolerance);
    }

    private static ScalingRules.Select select(Fields rules, String word) {
        ScalingRules.Select select = SELECT.get(word);
        if (select == null) {
            throw rules.wrong("selectPolicy", "'" + word + "' is none of Max, Min and Disabled");
        }
        return select;
    }

    private static Optional<RateLimit> limit(Fields policy) {
        String type = policy.required("type");
        RateLimit.Unit unit = UNITS.get(type);
        if (unit == null) {
            throw policy.wrong("type", "'" + type + "' is neither Pods nor Percent");
        }
        OptionalInt value = policy.whole("value");
        OptionalInt period = policy.whole("periodSeconds");
        policy.rest();
        if (value.isEmpty() || period.isEmpty() || value.getAsInt() == 0 || period.getAsInt() == 0) {
            policy.remark("is left out: value and periodSeconds must be above 0");
            return Optional.empty();
        }
        return Optional.of(new RateLimit(unit, value.getAsInt(), Duration.ofSeconds(period.getAsInt())));
    }
}
