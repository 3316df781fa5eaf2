package dev.sluice.config.manifest.form;

import dev.sluice.config.manifest.yaml.YamlKeys;
import dev.sluice.config.manifest.yaml.YamlValue;
import dev.sluice.config.record.check.Limits;
import dev.sluice.policy.RateLimit;
import dev.sluice.policy.ScalingRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The rules of both directions, as a policy's document says them. */
record BehaviorReader(ScalingRules up, ScalingRules down) {
    static final BehaviorReader FREE = new BehaviorReader(ScalingRules.FREE, ScalingRules.FREE);

    static BehaviorReader read(YamlValue behavior) {
        YamlKeys keys = behavior.keys("scaleUp", "scaleDown");
        return new BehaviorReader(
                keys.at("scaleUp").flatMap(BehaviorReader::rules).orElse(ScalingRules.FREE),
                keys.at("scaleDown").flatMap(BehaviorReader::rules).orElse(ScalingRules.FREE));
    }

    private static Optional<ScalingRules> rules(YamlValue rules) {
        YamlKeys keys = rules.keys("stabilization", "select", "limits", "tolerance");
        Duration stabilization = keys.length("stabilization", Limits.PERIOD_MS).orElse(Duration.ZERO);
        ScalingRules.Select select = keys.at("select")
                .flatMap(v -> v.oneOf(ScalingRules.Select.values()))
                .orElse(ScalingRules.Select.MAX);
        List<RateLimit> limits = new ArrayList<>();
        keys.at("limits")
                .ifPresent(list -> list.entries().forEach(entry -> limit(entry).ifPresent(limits::add)));
        OptionalDouble tolerance = keys.share("tolerance");
        return rules.made(() -> new ScalingRules(stabilization, select, limits, tolerance));
    }

    private static Optional<RateLimit> limit(YamlValue limit) {
        YamlKeys keys = limit.keys("replicas", "percent", "per");
        Optional<Duration> per = keys.required("per").flatMap(v -> v.length(Limits.PERIOD_MS));
        boolean one =
                keys.hasOne(List.of("replicas", "percent"), "must be either replicas or percent, per a length of time");
        Optional<Integer> replicas = keys.at("replicas").flatMap(v -> v.whole(Limits.REPLICAS));
        Optional<Integer> percent = keys.at("percent").flatMap(v -> v.whole(Limits.REPLICAS));
        RateLimit.Unit unit = keys.has("replicas") ? RateLimit.Unit.REPLICAS : RateLimit.Unit.PERCENT;
        return replicas.or(() -> percent)
                .filter(value -> one)
                .flatMap(value -> per.flatMap(p -> limit.made(() -> new RateLimit(unit, value, p))));
    }
}
