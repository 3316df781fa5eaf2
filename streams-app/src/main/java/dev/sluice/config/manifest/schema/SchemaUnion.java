package dev.sluice.config.manifest.schema;

import java.util.List;
import java.util.Map;

/**
 * A place that takes several types, such as a length of time or keys. A structural schema has no word for that: the type is
 * left out, and each type that does not fit is excluded by a bound that none of its values keeps.
 */
final class SchemaUnion {
    private SchemaUnion() {}

    static void excludeTexts(Map<String, Object> schema) {
        schema.put("minLength", 1);
        schema.put("maxLength", 0);
    }

    static void excludeNumbers(Map<String, Object> schema) {
        schema.put("minimum", 1);
        schema.put("maximum", 0);
    }

    static void excludeLists(Map<String, Object> schema) {
        schema.put("minItems", 1);
        schema.put("maxItems", 0);
    }

    static void excludeMappings(Map<String, Object> schema) {
        schema.put("minProperties", 1);
        schema.put("maxProperties", 0);
    }

    static void excludeFlags(Map<String, Object> schema) {
        schema.put("not", Map.of("enum", List.of(true, false)));
    }
}
