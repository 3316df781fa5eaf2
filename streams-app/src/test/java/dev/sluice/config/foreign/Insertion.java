package dev.sluice.config.foreign;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.yaml.snakeyaml.Yaml;

/** Adds a key to a random mapping of a document, but for those whose keys are names that anybody may choose. */
final class Insertion {
    private Insertion() {}

    static String into(String text, String key, Random random) {
        Map<String, Object> document = new LinkedHashMap<>(new Yaml().<Map<String, Object>>load(text));
        List<Map<String, Object>> all = new ArrayList<>();
        collect("", document, all);
        all.get(random.nextInt(all.size())).put(key, random.nextBoolean() ? "x" : Map.of("a", 1));
        return new Yaml().dump(document);
    }

    @SuppressWarnings("unchecked")
    private static void collect(String under, Object value, List<Map<String, Object>> all) {
        if (value instanceof Map<?, ?> map) {
            // a fallback or a login is told as a whole
            if (!List.of("fallback", "authenticationRef").contains(under)) {
                all.add((Map<String, Object>) map);
            }
            map.forEach((key, below) -> collect(String.valueOf(key), below, all));
        } else if (value instanceof List<?> list) {
            list.forEach(entry -> collect(under, entry, all));
        }
    }
}
