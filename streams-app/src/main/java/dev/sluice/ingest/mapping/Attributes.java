package dev.sluice.ingest.mapping;

import java.util.Map;
import java.util.Optional;

/**
 * Attributes of a point and of what sent it. A name with dots also finds the label that Prometheus makes of it:
 * {@code service.name} is {@code service_name} there.
 *
 * @param point looked at first
 */
record Attributes(Map<String, String> point, Map<String, String> resource) {
    Optional<String> get(String name) {
        return given(name).or(() -> given(name.replace('.', '_'))).filter(value -> !value.isBlank());
    }

    private Optional<String> given(String name) {
        return Optional.ofNullable(point.get(name)).or(() -> Optional.ofNullable(resource.get(name)));
    }
}
