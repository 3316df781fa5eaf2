package dev.sluice.config.manifest.schema;

import dev.sluice.config.manifest.Manifest;
import dev.sluice.config.manifest.ManifestReader;
import dev.sluice.config.manifest.yaml.ScalarForm;
import dev.sluice.config.manifest.yaml.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a manifest may say under {@code spec}, as a structural schema of OpenAPI 3 for Kubernetes. Keys, types, words
 * and the largest whole numbers are what the reader asks for; {@code keys.yaml} adds what keys mean and other bounds of
 * numbers.
 */
public final class ManifestSchema {
    private final KeyNotes notes;
    private final Set<String> seen = new TreeSet<>();

    private ManifestSchema(KeyNotes notes) {
        this.notes = notes;
    }

    /**
     * The schema of a kind, with {@code spec} at its top.
     *
     * @throws IllegalStateException if {@code keys.yaml} names a key that the reader does not know
     */
    public static Map<String, Object> spec(Manifest.Kind kind) {
        KeyNotes notes = KeyNotes.of(kind);
        ManifestSchema schema = new ManifestSchema(notes);
        Map<String, Object> spec = schema.of(ManifestReader.shape(kind), "");
        Set<String> unknown = new TreeSet<>(notes.paths());
        unknown.removeAll(schema.seen);
        if (!unknown.isEmpty()) {
            throw new IllegalStateException("keys.yaml names what " + kind.written() + " does not have: " + unknown);
        }
        return spec;
    }

    private Map<String, Object> of(Shape shape, String path) {
        seen.add(path);
        Map<String, Object> schema = new LinkedHashMap<>();
        notes.meaning(path).ifPresent(meaning -> schema.put("description", meaning));
        boolean several = hasSeveralTypes(shape, path);
        if (several) {
            schema.put("x-kubernetes-preserve-unknown-fields", true);
            exclude(shape, schema);
        }
        scalar(shape, path, schema);
        list(shape, path, schema, !several);
        mapping(shape, path, schema, !several);
        return schema;
    }

    private static boolean hasSeveralTypes(Shape shape, String path) {
        int types = (shape.isMapping() ? 1 : 0) + (shape.entries().isPresent() ? 1 : 0);
        types += shape.scalar().map(form -> form.hasSeveralTypes() ? 2 : 1).orElse(0);
        if (types == 0) {
            throw new IllegalStateException("the reader asks nothing about " + path);
        }
        return types > 1;
    }

    private static void exclude(Shape shape, Map<String, Object> schema) {
        if (shape.scalar().isEmpty()) {
            SchemaUnion.excludeTexts(schema);
            SchemaUnion.excludeNumbers(schema);
        }
        if (shape.entries().isEmpty()) {
            SchemaUnion.excludeLists(schema);
        }
        if (!shape.isMapping()) {
            SchemaUnion.excludeMappings(schema);
        }
        if (shape.scalar().filter(ScalarForm::hasFlags).isEmpty()) {
            SchemaUnion.excludeFlags(schema);
        }
    }

    private void scalar(Shape shape, String path, Map<String, Object> schema) {
        shape.scalar().ifPresent(form -> {
            Map<String, Object> own = form.schema();
            if (schema.containsKey("x-kubernetes-preserve-unknown-fields")) {
                own.remove("x-kubernetes-int-or-string");
                own.remove("type");
            }
            schema.putAll(own);
            if (!shape.words().isEmpty()) {
                schema.put("enum", List.copyOf(shape.words()));
            }
            shape.most().ifPresent(most -> {
                schema.put("minimum", -most);
                schema.put("maximum", most);
            });
            schema.putAll(notes.bounds(path));
        });
    }

    private void list(Shape shape, String path, Map<String, Object> schema, boolean alone) {
        shape.entries().ifPresent(entry -> {
            if (alone) {
                schema.put("type", "array");
            }
            schema.put("minItems", 1);
            schema.put("items", of(entry, path + "[]"));
        });
    }

    private void mapping(Shape shape, String path, Map<String, Object> schema, boolean alone) {
        if (!shape.isMapping()) {
            return;
        }
        if (alone) {
            schema.put("type", "object");
        }
        Map<String, Object> properties = new LinkedHashMap<>();
        shape.keys().forEach((key, below) -> properties.put(key, of(below, path.isEmpty() ? key : path + "." + key)));
        schema.put("properties", properties);
        if (!shape.required().isEmpty()) {
            schema.put("required", shape.required());
        }
        if (!shape.alternatives().isEmpty()) {
            schema.put(
                    "oneOf",
                    shape.alternatives().stream()
                            .map(key -> Map.of("required", List.of(key)))
                            .toList());
        }
    }
}
