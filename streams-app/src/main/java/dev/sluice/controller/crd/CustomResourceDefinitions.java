package dev.sluice.controller.crd;

import dev.sluice.config.manifest.schema.ManifestSchema;
import dev.sluice.config.manifest.yaml.YamlText;
import dev.sluice.controller.crd.CustomResource.Column;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The definitions of the custom resources, as {@code kubectl apply} takes them. */
public final class CustomResourceDefinitions {
    private CustomResourceDefinitions() {}

    /** Name of the definition; its file has the same, with {@code .yaml}. */
    public static String name(CustomResource resource) {
        return resource.plural() + "." + CustomResource.GROUP;
    }

    /** The definition as a YAML document. */
    public static String yaml(CustomResource resource) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", name(resource));
        metadata.put("labels", Map.of("app.kubernetes.io/part-of", "sluice"));
        Map<String, Object> definition = new LinkedHashMap<>();
        definition.put("apiVersion", "apiextensions.k8s.io/v1");
        definition.put("kind", "CustomResourceDefinition");
        definition.put("metadata", metadata);
        definition.put("spec", spec(resource));
        return YamlText.of(definition);
    }

    private static Map<String, Object> spec(CustomResource resource) {
        Map<String, Object> names = new LinkedHashMap<>();
        names.put("kind", resource.kind().written());
        names.put("listKind", resource.kind().written() + "List");
        names.put("plural", resource.plural());
        names.put("singular", resource.singular());
        names.put("shortNames", List.of(resource.shortName()));
        names.put("categories", List.of("sluice"));
        Map<String, Object> version = new LinkedHashMap<>();
        version.put("name", CustomResource.VERSION);
        version.put("served", true);
        version.put("storage", true);
        version.put("subresources", Map.of("status", Map.of()));
        version.put(
                "additionalPrinterColumns",
                resource.columns().stream()
                        .map(CustomResourceDefinitions::column)
                        .toList());
        version.put("schema", Map.of("openAPIV3Schema", schema(resource)));
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("group", CustomResource.GROUP);
        spec.put("scope", "Namespaced");
        spec.put("names", names);
        spec.put("versions", List.of(version));
        return spec;
    }

    private static Map<String, Object> column(Column column) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("name", column.name());
        keys.put("type", column.type());
        keys.put("jsonPath", column.path());
        keys.put("priority", column.priority());
        return keys;
    }

    /** The schema of a whole object. */
    static Map<String, Object> schema(CustomResource resource) {
        Map<String, Object> spec = ManifestSchema.spec(resource.kind());
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("apiVersion", Map.of("type", "string"));
        properties.put("kind", Map.of("type", "string"));
        properties.put("metadata", Map.of("type", "object"));
        properties.put("spec", spec);
        properties.put("status", StatusSchema.of(resource));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("description", spec.getOrDefault("description", ""));
        schema.put("type", "object");
        schema.put("properties", properties);
        schema.put("required", List.of("spec"));
        return schema;
    }
}
