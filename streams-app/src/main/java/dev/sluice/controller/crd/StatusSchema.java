package dev.sluice.controller.crd;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the controller says under {@code status}, as a structural schema. */
public final class StatusSchema {
    /** Condition: whether what the object declares is in force. */
    public static final String ACCEPTED = "Accepted";

    /** Condition: whether the service serves what is asked of it. */
    public static final String HEALTHY = "Healthy";

    private StatusSchema() {}

    static Map<String, Object> of(CustomResource resource) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(
                "observedGeneration",
                field("integer", "Generation of the spec that Accepted is about.", Map.of("format", "int64")));
        properties.put("conditions", conditions());
        if (resource == CustomResource.POLICY) {
            properties.put("mode", field("string", "act: decisions are commanded; advise: they are not."));
            properties.put("replicas", replicas());
            properties.put("pools", pools());
            properties.put("why", why());
            properties.put("since", time("Since when so many replicas have been desired."));
        }
        return object(properties);
    }

    private static Map<String, Object> conditions() {
        Map<String, Object> condition = new LinkedHashMap<>();
        condition.put("type", field("string", "Accepted, and for policies Healthy."));
        condition.put("status", field("string", "", Map.of("enum", List.of("True", "False", "Unknown"))));
        condition.put("observedGeneration", field("integer", "", Map.of("format", "int64")));
        condition.put("lastTransitionTime", time("When status last changed."));
        condition.put("reason", field("string", "One word."));
        condition.put("message", field("string", "In words."));
        Map<String, Object> item = object(condition);
        item.put("required", List.of("type", "status", "lastTransitionTime", "reason", "message"));
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("type", "array");
        list.put("x-kubernetes-list-type", "map");
        list.put("x-kubernetes-list-map-keys", List.of("type"));
        list.put("items", item);
        return list;
    }

    private static Map<String, Object> replicas() {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("desired", count("Replicas that were decided."));
        counts.put("ordered", count("Replicas that the platform was told to run."));
        counts.put("ready", count("Replicas that are ready; missing if the platform does not tell."));
        return object(counts);
    }

    private static Map<String, Object> pools() {
        Map<String, Object> pool = new LinkedHashMap<>();
        pool.put("name", field("string", "Name of the pool."));
        pool.put("desired", count("Replicas that were decided there."));
        pool.put("ready", count("Replicas that are ready there."));
        Map<String, Object> list = field("array", "Replicas of each pool; missing without pools.");
        list.put("items", object(pool));
        return list;
    }

    private static Map<String, Object> why() {
        Map<String, Object> why = new LinkedHashMap<>();
        why.put("reason", field("string", "What settled the newest decision: docs/reasons.md."));
        why.put(
                "message",
                field("string", "The decision in one sentence, as it was when something else here changed."));
        return object(why);
    }

    private static Map<String, Object> count(String description) {
        return field("integer", description, Map.of("format", "int32"));
    }

    private static Map<String, Object> time(String description) {
        return field("string", description, Map.of("format", "date-time"));
    }

    private static Map<String, Object> field(String type, String description) {
        return field(type, description, Map.of());
    }

    private static Map<String, Object> field(String type, String description, Map<String, Object> more) {
        Map<String, Object> field = new LinkedHashMap<>();
        if (!description.isEmpty()) {
            field.put("description", description);
        }
        field.put("type", type);
        field.putAll(more);
        return field;
    }

    private static Map<String, Object> object(Map<String, Object> properties) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("type", "object");
        object.put("properties", properties);
        return object;
    }
}
