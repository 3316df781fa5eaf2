package dev.sluice.config.manifest.yaml;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The keys of one mapping in a YAML document and what stands under them.
 *
 * @param of the mapping
 * @param values values that are not null, in order
 */
public record YamlKeys(YamlValue of, Map<String, YamlValue> values) {
    /** What stands under a key; empty where nothing does. */
    public Optional<YamlValue> at(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** What stands under a key that must be there; where nothing does that is noted. */
    public Optional<YamlValue> required(String key) {
        of.needs(key);
        Optional<YamlValue> value = at(key);
        if (value.isEmpty()) {
            of.missing(key);
        }
        return value;
    }

    /** A whole number, {@code most} at most; {@code otherwise} where none stands there. */
    public int whole(String key, int otherwise, int most) {
        return at(key).flatMap(value -> value.whole(most)).orElse(otherwise);
    }

    /** A number; empty where none stands there. */
    public OptionalDouble number(String key) {
        return optional(at(key).flatMap(YamlValue::number));
    }

    public double number(String key, double otherwise) {
        return number(key).orElse(otherwise);
    }

    /** A share; empty where none stands there. */
    public OptionalDouble share(String key) {
        return optional(at(key).flatMap(YamlValue::share));
    }

    public double share(String key, double otherwise) {
        return share(key).orElse(otherwise);
    }

    /** A length of time, {@code mostMs} at most; empty where none stands there. */
    public Optional<Duration> length(String key, long mostMs) {
        return at(key).flatMap(value -> value.length(mostMs));
    }

    /** Whether exactly one of these keys is there; where not, that is noted. */
    public boolean hasOne(List<String> alternatives, String why) {
        return of.hasOne(this, alternatives, why);
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    private static OptionalDouble optional(Optional<Double> value) {
        return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }
}
