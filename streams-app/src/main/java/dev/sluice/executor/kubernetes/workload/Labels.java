package dev.sluice.executor.kubernetes.workload;

import dev.sluice.executor.Target;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Map;
import java.util.Optional;

/** How an object says whose replicas it runs: by labels or, for names that no label may have, by annotations. */
public final class Labels {
    public static final String SERVICE = "sluice.dev/service";
    static final String POOL = "sluice.dev/pool";

    private Labels() {}

    /** The target that an object is labelled or annotated for. */
    static Optional<Target> target(ObjectMeta meta) {
        String service = value(meta, SERVICE);
        return service.isEmpty() ? Optional.empty() : Optional.of(new Target(service, value(meta, POOL)));
    }

    private static String value(ObjectMeta meta, String key) {
        Map<String, String> labels = meta.getLabels() == null ? Map.of() : meta.getLabels();
        Map<String, String> annotations = meta.getAnnotations() == null ? Map.of() : meta.getAnnotations();
        return labels.getOrDefault(key, annotations.getOrDefault(key, ""));
    }
}
