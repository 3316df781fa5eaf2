package dev.sluice.config;

import dev.sluice.forecast.Signal;
import dev.sluice.policy.Mode;
import dev.sluice.policy.RateLimit;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.policy.ScalingPolicy.Tuning;
import dev.sluice.policy.ScalingRules;
import dev.sluice.sizing.Objective;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Reads one YAML document as a policy, and notes all that is wrong with it. */
final class PolicyReader {
    static final String API_VERSION = "sluice.dev/v1";
    static final String KIND = "ScalingPolicy";

    private static final Map<String, Signal> SIGNALS = words(Signal.values());
    private static final Map<String, Mode> MODES = words(Mode.values());
    private static final Map<String, ScalingRules.Select> SELECTS = words(ScalingRules.Select.values());

    private PolicyReader() {}

    /** The policy of a document; where it is empty the document's problems say why. */
    static Optional<ScalingPolicy> read(YamlValue root) {
        Map<String, YamlValue> top = root.keys("apiVersion", "kind", "metadata", "spec");
        root.required(top, "apiVersion").ifPresent(v -> v.oneOf(Map.of(API_VERSION, API_VERSION)));
        root.required(top, "kind").ifPresent(v -> v.oneOf(Map.of(KIND, KIND)));
        Optional<String> name = root.required(top, "metadata")
                .flatMap(m -> m.required(m.keys("name"), "name"))
                .flatMap(YamlValue::text);
        return root.required(top, "spec").flatMap(spec -> read(name.orElse("?"), spec));
    }

    private static Optional<ScalingPolicy> read(String service, YamlValue spec) {
        Map<String, YamlValue> keys = spec.keys(
                "replicas", "demand", "objective", "leadTime", "mode", "behavior", "headroom", "costLimit", "warmUp");
        Optional<Bounds> bounds = spec.required(keys, "replicas").flatMap(PolicyReader::bounds);
        List<Demand> demand = at(keys, "demand").map(PolicyReader::demands).orElse(List.of());
        Optional<Objective> objective = at(keys, "objective").flatMap(PolicyReader::objective);
        Optional<Duration> leadTime = at(keys, "leadTime").flatMap(YamlValue::length);
        Optional<Mode> mode = at(keys, "mode").flatMap(v -> v.oneOf(MODES));
        Behaviors behaviors = at(keys, "behavior").map(Behaviors::of).orElse(Behaviors.FREE);
        Optional<Tuning> tuning = tuning(spec, keys);
        return bounds.flatMap(b -> spec.made(() -> new ScalingPolicy(
                service,
                b,
                demand.isEmpty() ? Demand.REQUESTS : demand.get(0),
                demand.isEmpty() ? List.of() : demand.subList(1, demand.size()),
                objective.orElse(Objective.DEFAULT),
                leadTime,
                mode.orElse(Mode.ACT),
                behaviors.up(),
                behaviors.down(),
                tuning.orElse(Tuning.DEFAULT))));
    }

    private static Optional<Bounds> bounds(YamlValue replicas) {
        Map<String, YamlValue> keys = replicas.keys("min", "max");
        int min = at(keys, "min").map(v -> v.whole().orElse(1)).orElse(1);
        return replicas.required(keys, "max")
                .map(YamlValue::whole)
                .filter(max -> max.isPresent())
                .flatMap(max -> replicas.made(() -> new Bounds(min, max.getAsInt())));
    }

    /** One signal, or a list of them whose first is the one that is forecast. */
    private static List<Demand> demands(YamlValue demand) {
        if (!demand.isList()) {
            return demand(demand).stream().toList();
        }
        List<Demand> all = new ArrayList<>();
        demand.entries().forEach(entry -> demand(entry).ifPresent(all::add));
        return all;
    }

    private static Optional<Demand> demand(YamlValue demand) {
        Map<String, YamlValue> keys = demand.keys("signal", "perReplica", "window");
        Optional<Signal> signal = at(keys, "signal").flatMap(v -> v.oneOf(SIGNALS));
        OptionalDouble perReplica =
                at(keys, "perReplica").map(YamlValue::number).orElse(OptionalDouble.empty());
        Optional<Duration> window = at(keys, "window").flatMap(YamlValue::length);
        return demand.made(() -> new Demand(signal.orElse(Signal.REQUESTS), perReplica, window));
    }

    private static Optional<Objective> objective(YamlValue objective) {
        Map<String, YamlValue> keys = objective.keys("unserved", "latency", "drain");
        if (keys.size() != 1) {
            objective.wrong("must be one of unserved, latency and drain");
            return Optional.empty();
        }
        Optional<Objective> unserved = at(keys, "unserved").flatMap(PolicyReader::unserved);
        Optional<Objective> latency = at(keys, "latency").flatMap(PolicyReader::latency);
        Optional<Objective> drain =
                at(keys, "drain").flatMap(v -> v.length().flatMap(within -> v.made(() -> new Objective.Drain(within))));
        return unserved.or(() -> latency).or(() -> drain);
    }

    private static Optional<Objective> unserved(YamlValue value) {
        OptionalDouble share = value.share();
        return share.isPresent() ? value.made(() -> new Objective.Unserved(share.getAsDouble())) : Optional.empty();
    }

    private static Optional<Objective> latency(YamlValue latency) {
        Map<String, YamlValue> keys = latency.keys("quantile", "below");
        OptionalDouble quantile =
                latency.required(keys, "quantile").map(YamlValue::share).orElse(OptionalDouble.empty());
        Optional<Duration> below = latency.required(keys, "below").flatMap(YamlValue::fineLength);
        return quantile.isEmpty()
                ? Optional.empty()
                : below.flatMap(b -> latency.made(() -> new Objective.Latency(quantile.getAsDouble(), b)));
    }

    private static Optional<Tuning> tuning(YamlValue spec, Map<String, YamlValue> keys) {
        double headroom = at(keys, "headroom").map(v -> v.share().orElse(0)).orElse(0.);
        OptionalDouble costLimit = at(keys, "costLimit").map(YamlValue::number).orElse(OptionalDouble.empty());
        Duration warmUp = at(keys, "warmUp").flatMap(YamlValue::length).orElse(Tuning.DEFAULT.warmUp());
        return spec.made(() -> new Tuning(headroom, costLimit, warmUp));
    }

    /** The rules of both directions. */
    private record Behaviors(ScalingRules up, ScalingRules down) {
        static final Behaviors FREE = new Behaviors(ScalingRules.FREE, ScalingRules.FREE);

        static Behaviors of(YamlValue behavior) {
            Map<String, YamlValue> keys = behavior.keys("scaleUp", "scaleDown");
            return new Behaviors(
                    at(keys, "scaleUp").flatMap(Behaviors::rules).orElse(ScalingRules.FREE),
                    at(keys, "scaleDown").flatMap(Behaviors::rules).orElse(ScalingRules.FREE));
        }

        private static Optional<ScalingRules> rules(YamlValue rules) {
            Map<String, YamlValue> keys = rules.keys("stabilization", "select", "limits", "tolerance");
            Duration stabilization =
                    at(keys, "stabilization").flatMap(YamlValue::length).orElse(Duration.ZERO);
            ScalingRules.Select select =
                    at(keys, "select").flatMap(v -> v.oneOf(SELECTS)).orElse(ScalingRules.Select.MAX);
            List<RateLimit> limits = new ArrayList<>();
            at(keys, "limits")
                    .ifPresent(
                            list -> list.entries().forEach(entry -> limit(entry).ifPresent(limits::add)));
            OptionalDouble tolerance =
                    at(keys, "tolerance").map(YamlValue::share).orElse(OptionalDouble.empty());
            return rules.made(() -> new ScalingRules(stabilization, select, limits, tolerance));
        }

        private static Optional<RateLimit> limit(YamlValue limit) {
            Map<String, YamlValue> keys = limit.keys("replicas", "percent", "per");
            Optional<Duration> per = limit.required(keys, "per").flatMap(YamlValue::length);
            if (keys.containsKey("replicas") == keys.containsKey("percent")) {
                limit.wrong("must be either replicas or percent, per a length of time");
                return Optional.empty();
            }
            RateLimit.Unit unit = keys.containsKey("replicas") ? RateLimit.Unit.REPLICAS : RateLimit.Unit.PERCENT;
            return at(keys, unit.name().toLowerCase(Locale.ROOT))
                    .map(YamlValue::whole)
                    .filter(value -> value.isPresent())
                    .flatMap(value -> per.flatMap(p -> limit.made(() -> new RateLimit(unit, value.getAsInt(), p))));
        }
    }

    private static Optional<YamlValue> at(Map<String, YamlValue> keys, String key) {
        return Optional.ofNullable(keys.get(key));
    }

    /** The constants of an enum as a policy writes them: in lower case. */
    private static <E extends Enum<E>> Map<String, E> words(E[] constants) {
        Map<String, E> words = new LinkedHashMap<>();
        for (E constant : constants) {
            words.put(constant.name().toLowerCase(Locale.ROOT), constant);
        }
        return words;
    }
}
