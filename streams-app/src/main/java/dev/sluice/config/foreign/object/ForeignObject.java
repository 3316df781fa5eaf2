package dev.sluice.config.foreign.object;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One Kubernetes object in a file.
 *
 * @param file where it stands
 * @param document which document of the file, from 1
 * @param remarks what is noted while it is read
 */
public record ForeignObject(
        String file,
        int document,
        String apiVersion,
        String kind,
        String namespace,
        String name,
        Map<?, ?> object,
        List<Remark> remarks) {
    static ForeignObject of(String file, int document, Map<?, ?> object) {
        Map<?, ?> metadata = object.get("metadata") instanceof Map<?, ?> map ? map : Map.of();
        return new ForeignObject(
                file,
                document,
                text(object.get("apiVersion")),
                text(object.get("kind")),
                text(metadata.get("namespace")),
                text(metadata.get("name")),
                object,
                new ArrayList<>());
    }

    private static String text(@Nullable Object value) {
        return value == null || value instanceof Map<?, ?> || value instanceof List<?> ? "" : value.toString();
    }

    /** Everything under the root, with remarks on what is neither the specification nor bookkeeping. */
    public Fields spec() {
        Fields root = new Fields("", object, remarks).skip("apiVersion", "kind", "status");
        Fields metadata = root.below("metadata");
        Fields spec = root.below("spec");
        root.rest();
        annotations(metadata.below("annotations"));
        metadata.skip(
                        "name",
                        "labels",
                        "namespace",
                        "creationTimestamp",
                        "resourceVersion",
                        "uid",
                        "generation",
                        "managedFields",
                        "selfLink",
                        "finalizers",
                        "ownerReferences")
                .rest();
        return spec;
    }

    private static void annotations(Fields annotations) {
        annotations.remark("autoscaling.keda.sh/paused", "sluice override SERVICE pause does this, for a limited time");
        annotations.remark(
                "autoscaling.keda.sh/paused-replicas", "sluice override SERVICE force N does this, for a limited time");
        annotations.remark(
                "autoscaling.keda.sh/paused-scale-in",
                "sluice override SERVICE freeze down does this, for a limited time");
        annotations.remark(
                "autoscaling.alpha.kubernetes.io/metrics",
                "is not read: get the object as autoscaling/v2 from the server");
        annotations.remark(
                "autoscaling.alpha.kubernetes.io/behavior",
                "is not read: get the object as autoscaling/v2 from the server");
    }

    /** True if an object of this kind made it. */
    public boolean isOwnedBy(String owner) {
        return object.get("metadata") instanceof Map<?, ?> metadata
                && metadata.get("ownerReferences") instanceof List<?> owners
                && owners.stream().anyMatch(one -> one instanceof Map<?, ?> map && owner.equals(map.get("kind")));
    }

    /** What it is called in messages. */
    public String label() {
        String whole = namespace.isEmpty() ? name : namespace + "/" + name;
        return kind + (whole.isEmpty() ? "" : " " + whole);
    }

    public String place() {
        return document > 1 ? file + " document " + document : file;
    }
}
