package dev.sluice.executor.kubernetes.workload;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One object with replicas, as the watch saw it last. */
public record Workload(ObjectRef ref, GenericKubernetesResource object) {
    /** Replicas that it was told to run; empty if its kind keeps that elsewhere. */
    public OptionalInt desired() {
        return number("spec", "replicas");
    }

    /** Replicas that exist, ready or not. */
    public int existing() {
        return number("status", "replicas").orElse(0);
    }

    /** Replicas that are ready; empty if its kind does not tell. */
    public OptionalInt ready() {
        OptionalInt ready = number("status", "readyReplicas");
        return ready.isPresent() || isOfApps() ? OptionalInt.of(ready.orElse(0)) : ready;
    }

    /** Replicas of the newest template that are ready for sure: old ones are taken to be all ready. */
    int readyAndNew() {
        OptionalInt updated = number("status", "updatedReplicas");
        boolean tells = updated.isPresent()
                || ref.kind().isSame(Kind.DEPLOYMENT)
                || ref.kind().isSame(Kind.STATEFUL_SET);
        int old = tells ? Math.max(0, existing() - updated.orElse(0)) : 0;
        return Math.max(0, ready().orElse(0) - old);
    }

    /**
     * True if this many replicas of the newest template are ready, as of a generation of the object that its
     * controller has worked off.
     */
    public boolean isReady(int replicas, long sinceGeneration) {
        return generation() >= sinceGeneration
                && isObserved()
                && desired().orElse(replicas) >= replicas
                && readyAndNew() >= replicas;
    }

    /** An annotation of it; empty text if it has none of that name. */
    public String annotation(String name) {
        Map<String, String> all = object.getMetadata().getAnnotations();
        return all == null ? "" : all.getOrDefault(name, "");
    }

    /** Counts the changes of its specification. */
    public long generation() {
        Long generation = object.getMetadata().getGeneration();
        return generation == null ? 0 : generation;
    }

    /** True if its controller has seen the newest specification, or does not say which it has seen. */
    public boolean isObserved() {
        Object observed = object.get("status", "observedGeneration");
        return observed instanceof Number seen ? seen.longValue() >= generation() : !isOfApps();
    }

    /** True if changes of its template wait until somebody resumes it. */
    public boolean isPaused() {
        return Boolean.TRUE.equals(object.<Object>get("spec", "paused"));
    }

    /** Why the server refuses further pods, a quota for example, in the words of the object's controller. */
    public Optional<String> refusedPods() {
        return condition("ReplicaFailure", "True")
                .filter(text -> existing() < desired().orElse(0));
    }

    /** Why its rollout does not go on, in the words of its controller. */
    public Optional<String> stuckRollout() {
        return condition("Progressing", "False")
                .filter(text -> existing() < desired().orElse(0));
    }

    private Optional<String> condition(String type, String status) {
        Object all = object.get("status", "conditions");
        return (all instanceof List<?> conditions ? conditions : List.of())
                .stream()
                        .filter(condition -> condition instanceof Map<?, ?> map
                                && type.equals(map.get("type"))
                                && status.equals(map.get("status")))
                        .map(condition -> text((Map<?, ?>) condition))
                        .findFirst();
    }

    private static String text(Map<?, ?> condition) {
        return String.valueOf(condition.get("reason")) + ": " + condition.get("message");
    }

    /** Whose pods are its own, by their labels; empty if its kind does not say. */
    Map<String, String> selector() {
        return object.<Object>get("spec", "selector", "matchLabels") instanceof Map<?, ?> labels
                ? texts(labels)
                : Map.of();
    }

    private static Map<String, String> texts(Map<?, ?> labels) {
        Map<String, String> texts = new TreeMap<>();
        labels.forEach((key, value) -> texts.put(String.valueOf(key), String.valueOf(value)));
        return texts;
    }

    /** A value of its pod template. */
    @Nullable
    public Object template(Object... path) {
        Object[] whole = new Object[path.length + 2];
        whole[0] = "spec";
        whole[1] = "template";
        System.arraycopy(path, 0, whole, 2, path.length);
        return object.get(whole);
    }

    private boolean isOfApps() {
        return ref.kind().group().equals("apps");
    }

    private OptionalInt number(Object... path) {
        Object value = object.get(path);
        return value instanceof Number number ? OptionalInt.of(number.intValue()) : OptionalInt.empty();
    }
}
