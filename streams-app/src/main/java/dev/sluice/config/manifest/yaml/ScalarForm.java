package dev.sluice.config.manifest.yaml;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Forms of scalars in manifests, each with what of OpenAPI says the same. */
public enum ScalarForm {
    /** A text that is not blank. */
    TEXT(Map.of("type", "string", "pattern", "\\S")),
    /** One of a closed set. */
    WORD(Map.of("type", "string")),
    WHOLE(Map.of("type", "integer", "format", "int32")),
    NUMBER(Map.of("type", "number")),
    FLAG(Map.of("type", "boolean")),
    /** 0.05 or 5%. */
    SHARE(Map.of("pattern", "^\\s*[+]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?\\s*%\\s*$")),
    /** Any scalar, as it is written. */
    WRITTEN(Map.of("pattern", ".")),
    /** 250ms, 10s, 5m, 1h, 7d, or 0. */
    LENGTH(intOrString("^\\s*(\\d{1,13}(\\.\\d{1,6})?\\s*(ms|s|m|h|d)|0)\\s*$", Map.of("minimum", 0, "maximum", 0))),
    /** Bytes, 512Mi, 1.5G. */
    BYTES(intOrString("^\\s*\\d{1,19}(\\.\\d{1,6})?(Ki|Mi|Gi|Ti|k|M|G|T)?\\s*$", Map.of("minimum", 0))),
    /** 2026-12-01T06:00:00Z. */
    TIME(Map.of(
            "type",
            "string",
            "pattern",
            "^\\s*\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2}(:\\d{2})?)\\s*$")),
    /** Europe/Berlin. */
    ZONE(Map.of("type", "string", "pattern", "\\S"));

    @SuppressWarnings("ImmutableEnumChecker") // it is copied for whoever adds to it
    private final Map<String, Object> schema;

    ScalarForm(Map<String, Object> schema) {
        this.schema = schema;
    }

    /** Its schema, to be added to. */
    public Map<String, Object> schema() {
        return new TreeMap<>(schema);
    }

    /** Whether values of several types have this form. A structural schema has no type for them then. */
    public boolean hasSeveralTypes() {
        return this == SHARE || this == WRITTEN;
    }

    /** Whether true and false have this form. */
    public boolean hasFlags() {
        return this == FLAG || this == WRITTEN;
    }

    private static Map<String, Object> intOrString(String pattern, Map<String, Object> bounds) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("x-kubernetes-int-or-string", true);
        schema.put("pattern", pattern);
        schema.putAll(bounds);
        return schema;
    }
}
