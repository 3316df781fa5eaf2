package dev.sluice.config.manifest.schema;

import dev.sluice.config.manifest.Manifest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What keys of manifests mean, and the bounds of numbers there.
 *
 * @param byPath notes of each key by its path; a list's entries have {@code []} behind the key
 */
record KeyNotes(Map<String, Map<String, Object>> byPath) {
    private static final String FILE = "keys.yaml";
    private static final String MEANING = "means";

    /** Those of a kind. */
    static KeyNotes of(Manifest.Kind kind) {
        try (InputStream in = KeyNotes.class.getResourceAsStream(FILE)) {
            Map<String, Map<String, Map<String, Object>>> all =
                    new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            return new KeyNotes(all.getOrDefault(kind.written(), Map.of()));
        } catch (IOException e) {
            throw new UncheckedIOException(FILE, e);
        }
    }

    Set<String> paths() {
        return byPath.keySet();
    }

    Optional<String> meaning(String path) {
        return Optional.ofNullable(note(path).get(MEANING)).map(Object::toString);
    }

    /** Bounds as OpenAPI writes them. */
    Map<String, Object> bounds(String path) {
        Map<String, Object> bounds = new LinkedHashMap<>();
        note(path).forEach((word, value) -> {
            switch (word) {
                case "least" -> bounds.put("minimum", value);
                case "most" -> bounds.put("maximum", value);
                case "above" -> {
                    bounds.put("minimum", value);
                    bounds.put("exclusiveMinimum", true);
                }
                case "below" -> {
                    bounds.put("maximum", value);
                    bounds.put("exclusiveMaximum", true);
                }
                default -> {
                    if (!word.equals(MEANING)) {
                        throw new IllegalStateException(FILE + ": " + path + " has an unknown note " + word);
                    }
                }
            }
        });
        return bounds;
    }

    private Map<String, Object> note(String path) {
        return byPath.getOrDefault(path, Map.of());
    }
}
