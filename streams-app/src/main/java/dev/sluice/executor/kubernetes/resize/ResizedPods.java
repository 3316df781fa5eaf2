package dev.sluice.executor.kubernetes.resize;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.executor.kubernetes.workload.Workload;
import java.util.Map;
import java.util.Optional;

/**
 * What the pods of an object are given in place, other than its template says. An annotation of the object keeps it, so that it outlives
 * the executor; the template stays as it is, because every change of it replaces all pods.
 */
record ResizedPods(String container, ContainerResources resources) {
    static final String ANNOTATION = "sluice.dev/resources";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Reads it from an object; empty if its pods are as its template says, or the annotation cannot be read. */
    static Optional<ResizedPods> of(Workload workload) {
        String text = workload.annotation(ANNOTATION);
        try {
            return text.isEmpty() ? Optional.empty() : read(JSON.readValue(text, Map.class));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<ResizedPods> read(Map<?, ?> json) {
        return json.get("container") instanceof String name
                ? Optional.of(new ResizedPods(name, ContainerResources.read(json)))
                : Optional.empty();
    }

    /** As the annotation has it. */
    String text() {
        ObjectNode json = resources.json();
        return json.put("container", container).toString();
    }
}
