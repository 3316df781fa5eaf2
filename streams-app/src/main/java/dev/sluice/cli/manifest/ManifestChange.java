package dev.sluice.cli.manifest;

import dev.sluice.config.manifest.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One difference between what files declare and what is in force.
 *
 * <p>Example: the file says {@code replicas: {max: 200}} and 100 is in force. That is {@code ~ checkout} with the field
 * {@code spec.replicas.max: 100 -> 200}.
 *
 * @param type what applying the files would do
 * @param name the manifest as the output names it
 * @param fields a line for each field that would change, sorted; empty unless the type is {@code CHANGED}
 */
public record ManifestChange(Type type, String name, List<String> fields) {
    /** What applying the files would do. */
    enum Type {
        ADDED('+'),
        CHANGED('~'),
        DELETED('-');

        private final char mark;

        Type(char mark) {
            this.mark = mark;
        }
    }

    /** The differences that applying {@code declared} would make to {@code inForce}, without deletions. */
    public static List<ManifestChange> of(List<Manifest> declared, Map<String, Manifest> inForce) {
        List<ManifestChange> changes = new ArrayList<>();
        for (Manifest manifest : declared) {
            String name = ManifestFilesOption.named(manifest);
            Manifest now = inForce.get(name);
            if (now == null) {
                changes.add(new ManifestChange(Type.ADDED, name, List.of()));
            } else {
                List<String> fields = fields(flat(now), flat(manifest));
                if (!fields.isEmpty()) {
                    changes.add(new ManifestChange(Type.CHANGED, name, fields));
                }
            }
        }
        return changes;
    }

    public static ManifestChange deleted(String name) {
        return new ManifestChange(Type.DELETED, name, List.of());
    }

    private static List<String> fields(Map<String, String> before, Map<String, String> after) {
        TreeSet<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(after.keySet());
        return keys.stream()
                .filter(key -> !Objects.equals(before.get(key), after.get(key)))
                .map(key ->
                        key + ": " + before.getOrDefault(key, "default") + " -> " + after.getOrDefault(key, "default"))
                .toList();
    }

    private static Map<String, String> flat(Manifest manifest) {
        Map<String, String> flat = new TreeMap<>();
        flatten("spec", manifest.spec(), flat);
        return flat;
    }

    private static void flatten(String key, Object value, Map<String, String> into) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, inner) -> flatten(key + "." + name, inner, into));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                flatten(key + "[" + i + "]", list.get(i), into);
            }
        } else {
            into.put(key, String.valueOf(value));
        }
    }

    /** The change as text: a line for it, and an indented line for each field. */
    public String describe() {
        StringBuilder text = new StringBuilder().append(type.mark).append(' ').append(name);
        fields.forEach(
                field -> text.append(System.lineSeparator()).append("    ").append(field));
        return text.toString();
    }
}
