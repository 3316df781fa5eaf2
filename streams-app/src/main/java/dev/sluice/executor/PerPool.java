package dev.sluice.executor;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a setting says for some pools: {@code POOL=value} for a pool of any service, {@code SERVICE/POOL=value} for one
 * service's and before that, {@code SERVICE/=value} for a service that has one pool; several are separated by commas.
 */
public record PerPool<T>(Map<String, T> values) {
    public PerPool {
        values = Map.copyOf(values);
    }

    /** What a text says; {@link IllegalArgumentException} names the part that is wrong. */
    public static <T> PerPool<T> parse(String text, Function<String, T> value) {
        Map<String, T> values = new HashMap<>();
        for (String part : text.isBlank() ? new String[0] : text.split(",")) {
            int equals = part.lastIndexOf('=');
            String key = equals < 0 ? "" : part.substring(0, equals).strip();
            if (key.isEmpty()) {
                throw new IllegalArgumentException("'" + part.strip() + "' is not POOL=value or SERVICE/POOL=value");
            }
            if (values.put(key, value.apply(part.substring(equals + 1).strip())) != null) {
                throw new IllegalArgumentException(key + " stands twice");
            }
        }
        return new PerPool<>(values);
    }

    /** What is said for a target. */
    public Optional<T> of(Target target) {
        return Optional.ofNullable(values.get(target.service() + "/" + target.pool()))
                .or(() -> Optional.ofNullable(values.get(target.pool())));
    }
}
