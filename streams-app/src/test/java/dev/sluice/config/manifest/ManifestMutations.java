package dev.sluice.config.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Manifests with one thing changed under {@code spec}: another type, another value, a key more or a key less. */
public final class ManifestMutations {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> VALUES = List.of(
            "true",
            "false",
            "-1",
            "0",
            "1",
            "7",
            "7.5",
            "0.5",
            "1e12",
            "99999999999",
            "\"\"",
            "\" \"",
            "\"word\"",
            "\"act\"",
            "\"requests\"",
            "\"5\"",
            "\"5%\"",
            "\"-5%\"",
            "\"60s\"",
            "\"60 fortnights\"",
            "\"512Mi\"",
            "\"512Furlong\"",
            "\"2026-12-01T06:00:00Z\"",
            "\"tomorrow\"",
            "\"Europe/Berlin\"",
            "[]",
            "[1]",
            "[\"a\"]",
            "[{\"a\": 1}]",
            "{}",
            "{\"a\": 1}",
            "{\"signal\": \"cpu\"}",
            "{\"quantile\": 0.5}");

    private final Random random;

    public ManifestMutations(long seed) {
        random = new Random(seed);
    }

    /** A copy with one thing changed. */
    public JsonNode of(JsonNode manifest) {
        ObjectNode copy = manifest.deepCopy();
        List<JsonNode> parents = new ArrayList<>();
        collect(copy.path("spec"), parents);
        JsonNode parent = parents.get(random.nextInt(parents.size()));
        if (parent instanceof ArrayNode list) {
            list.set(random.nextInt(list.size()), value());
        } else {
            change((ObjectNode) parent);
        }
        return copy;
    }

    private void change(ObjectNode mapping) {
        List<String> names = new ArrayList<>();
        mapping.fieldNames().forEachRemaining(names::add);
        String one = names.get(random.nextInt(names.size()));
        switch (random.nextInt(8)) {
            case 0 -> mapping.set("nosuch", value());
            case 1 -> mapping.remove(one);
            case 2 -> mapping.set(one.substring(1), value());
            default -> mapping.set(one, value());
        }
    }

    private JsonNode value() {
        try {
            return JSON.readTree(VALUES.get(random.nextInt(VALUES.size())));
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void collect(JsonNode node, List<JsonNode> parents) {
        if (node.isContainerNode() && !node.isEmpty()) {
            parents.add(node);
            node.forEach(below -> collect(below, parents));
        }
    }
}
