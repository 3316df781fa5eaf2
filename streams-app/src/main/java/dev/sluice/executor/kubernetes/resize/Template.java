package dev.sluice.executor.kubernetes.resize;

import dev.sluice.executor.kubernetes.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The container of a pod template that a size is meant for: the one that {@code
 * kubectl.kubernetes.io/default-container} names, else the first.
 */
record Template(int index, String container, ContainerResources resources) {
    private static final String DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";

    /** Reads the template of an object; empty if it has no container. */
    static Optional<Template> of(Workload workload) {
        List<?> containers = workload.template("spec", "containers") instanceof List<?> list ? list : List.of();
        Object wanted = workload.template("metadata", "annotations", DEFAULT_CONTAINER);
        for (int i = 0; i < containers.size(); i++) {
            if (containers.get(i) instanceof Map<?, ?> one && (wanted == null || wanted.equals(one.get("name")))) {
                return Optional.of(new Template(
                        i, String.valueOf(one.get("name")), ContainerResources.read(one.get("resources"))));
            }
        }
        return Optional.empty();
    }

    /** Its path in the object, for a JSON patch. */
    String pointer() {
        return "/spec/template/spec/containers/" + index;
    }
}
