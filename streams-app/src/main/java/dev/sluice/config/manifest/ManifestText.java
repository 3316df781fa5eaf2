package dev.sluice.config.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.config.manifest.yaml.YamlText;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes what is declared as a file that reads back to the same. */
public final class ManifestText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ManifestText() {}

    public static String yaml(Manifest manifest) {
        return YamlText.of(document(manifest));
    }

    public static String json(Manifest manifest) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document(manifest));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("plain values can be written", e);
        }
    }

    private static Map<String, Object> document(Manifest manifest) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("apiVersion", ManifestReader.API_VERSION);
        document.put("kind", manifest.kind().written());
        document.put("metadata", Map.of("name", manifest.name()));
        document.put("spec", manifest.spec());
        return document;
    }
}
