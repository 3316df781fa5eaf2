package dev.sluice.config.manifest.form;

import dev.sluice.config.manifest.yaml.YamlKeys;
import dev.sluice.config.manifest.yaml.YamlValue;
import dev.sluice.config.record.check.Limits;
import dev.sluice.config.text.Durations;
import dev.sluice.sizing.Objective;
import dev.sluice.sizing.Objective.Deadline;
import dev.sluice.sizing.Objective.Drain;
import dev.sluice.sizing.Objective.Latency;
import dev.sluice.sizing.Objective.Tokens;
import dev.sluice.sizing.Objective.Unserved;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** How each kind of objective is written in files. A kind that is not among them is an error. */
public final class ObjectiveForms {
    public static final List<Form<?>> ALL = List.of(
            new Form<>(Unserved.class, "unserved", ObjectiveForms::unserved, Unserved::share),
            new Form<>(Latency.class, "latency", ObjectiveForms::latency, ObjectiveForms::text),
            new Form<>(Drain.class, "drain", ObjectiveForms::drain, drain -> Durations.text(drain.within())),
            new Form<>(
                    Deadline.class,
                    "deadline",
                    value -> value.time().map(Deadline::new),
                    deadline -> deadline.by().toString()),
            new Form<>(Tokens.class, "tokens", TokensForm::read, TokensForm::text));

    private ObjectiveForms() {}

    /**
     * One kind.
     *
     * @param kind its type
     * @param key its key in files
     * @param read reads what stands under the key; what is wrong is noted there
     * @param text what stands under the key
     */
    public record Form<T extends Objective>(
            Class<T> kind, String key, Function<YamlValue, Optional<T>> read, Function<T, Object> text) {
        private Optional<Objective> read(YamlKeys keys) {
            return keys.at(key).flatMap(read).map(kind::cast);
        }

        private Map<String, Object> written(Objective objective) {
            return Map.of(key, text.apply(kind.cast(objective)));
        }
    }

    /** Reads the objective of a file. */
    static Optional<Objective> read(YamlValue value) {
        List<String> kinds = ALL.stream().<String>map(Form::key).toList();
        YamlKeys keys = value.keys(kinds.toArray(String[]::new));
        if (!keys.hasOne(kinds, "must be one of unserved, latency, drain, deadline and tokens")) {
            return Optional.empty();
        }
        return ALL.stream().flatMap(form -> form.read(keys).stream()).findFirst();
    }

    /** What a file says of an objective. */
    static Map<String, Object> text(Objective objective) {
        return ALL.stream()
                .filter(form -> form.kind().isInstance(objective))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("objective of an unknown kind: " + objective))
                .written(objective);
    }

    private static Optional<Unserved> unserved(YamlValue value) {
        return value.share().flatMap(share -> value.made(() -> new Unserved(share)));
    }

    private static Optional<Drain> drain(YamlValue value) {
        return value.length(Limits.PERIOD_MS).flatMap(within -> value.made(() -> new Drain(within)));
    }

    private static Optional<Latency> latency(YamlValue latency) {
        YamlKeys keys = latency.keys("quantile", "below");
        Optional<Double> quantile = keys.required("quantile").flatMap(YamlValue::share);
        Optional<Duration> below = keys.required("below").flatMap(v -> v.fineLength(Limits.LATENCY_MS));
        return quantile.flatMap(q -> below.flatMap(b -> latency.made(() -> new Latency(q, b))));
    }

    private static Object text(Latency latency) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("quantile", latency.quantile());
        keys.put("below", Durations.text(latency.below()));
        return keys;
    }
}
