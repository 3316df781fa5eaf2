package dev.sluice.executor.kubernetes;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.policy.Resources;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Gives the replicas of an object other resources: a new pod template, which its controller rolls out. */
final class Resizing {
    private final KubernetesApi api;
    private final Refusals refusals;
    private final ContainerResources.Names names;
    private final Map<Target, Resized> last = new ConcurrentHashMap<>();

    /** The last resize of a target: the generation of its object from then on, and what its replicas were given. */
    private record Resized(long generation, ContainerResources resources) {}

    Resizing(KubernetesApi api, Refusals refusals, ContainerResources.Names names) {
        this.api = api;
        this.refusals = refusals;
        this.names = names;
    }

    /** Orders the resources of a size; empty if that succeeded or they are so already, else why it did not. */
    Optional<Outcome.Failed> resize(Target target, Workloads.Found.One one, Resources size) {
        if (one.seen().isEmpty()) {
            return Optional.of(new Outcome.Failed("there is no " + one.ref() + ", or it may not be watched", true));
        }
        Workload workload = one.seen().get();
        Optional<Template> template = Template.of(workload);
        if (template.isEmpty()) {
            return Optional.of(new Outcome.Failed(one.ref() + " has no pod template with that container", false));
        }
        ContainerResources present = present(target, workload, template.get());
        ContainerResources wanted = present.with(size, names);
        if (wanted.isSame(present)) {
            return Optional.empty();
        }
        return workload.isPaused()
                ? Optional.of(new Outcome.Failed(
                        one.ref() + " is paused: nothing is rolled out until somebody resumes it", false))
                : rollOut(target, one.ref(), template.get(), wanted);
    }

    /** What the replicas are given now: by the last resize, if the watch has not seen that yet. */
    private ContainerResources present(Target target, Workload workload, Template template) {
        Resized resized = last.get(target);
        return resized != null && workload.generation() < resized.generation()
                ? resized.resources()
                : template.resources();
    }

    private Optional<Outcome.Failed> rollOut(
            Target target, ObjectRef ref, Template template, ContainerResources wanted) {
        ArrayNode patch = JsonNodeFactory.instance.arrayNode();
        // the container is named by its place, which may have changed since
        patch.addObject()
                .put("op", "test")
                .put("path", template.pointer() + "/name")
                .put("value", template.container());
        patch.addObject()
                .put("op", "add")
                .put("path", template.pointer() + "/resources")
                .set("value", wanted.json());
        Reply reply = api.patch(ref.path(), KubernetesApi.JSON_PATCH, patch);
        if (!reply.isDone()) {
            return Optional.of(refusals.of(reply, "patch", ref, ""));
        }
        last.put(
                target,
                new Resized(reply.body().path("metadata").path("generation").asLong(0), wanted));
        return Optional.empty();
    }

    /** The generation of a target's object from which on its ready replicas have the resources that were ordered. */
    long generationOf(Target target) {
        Resized resized = last.get(target);
        return resized == null ? 0 : resized.generation();
    }
}
