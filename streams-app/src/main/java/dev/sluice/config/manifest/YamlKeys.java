package dev.sluice.config.manifest;

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
record YamlKeys(YamlValue of, Map<String, YamlValue> values) {
    /** What stands under a key; empty where nothing does. */
    Optional<YamlValue> at(String key) {
        return Optional.ofNullable(values.get(key));
    }

    /** What stands under a key that must be there; where nothing does that is noted. */
    Optional<YamlValue> required(String key) {
        of.needs(key);
        Optional<YamlValue> value = at(key);
        if (value.isEmpty()) {
            of.missing(key);
        }
        return value;
    }

    /** A whole number; {@code otherwise} where none stands there. */
    int whole(String key, int otherwise) {
        return at(key).flatMap(YamlValue::whole).orElse(otherwise);
    }

    /** A number; empty where none stands there. */
    OptionalDouble number(String key) {
        return optional(at(key).flatMap(YamlValue::number));
    }

    double number(String key, double otherwise) {
        return number(key).orElse(otherwise);
    }

    /** A share; empty where none stands there. */
    OptionalDouble share(String key) {
        return optional(at(key).flatMap(YamlValue::share));
    }

    double share(String key, double otherwise) {
        return share(key).orElse(otherwise);
    }

    /** A length of time; {@code otherwise} where none stands there. */
    Duration length(String key, Duration otherwise) {
        return at(key).flatMap(YamlValue::length).orElse(otherwise);
    }

    /** Whether exactly one of these keys is there; where not, that is noted. */
    boolean hasOne(List<String> alternatives, String why) {
        return of.hasOne(this, alternatives, why);
    }

    boolean has(String key) {
        return values.containsKey(key);
    }

    private static OptionalDouble optional(Optional<Double> value) {
        return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }
}
