package dev.sluice.executor.kubernetes.resize;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.executor.kubernetes.api.KubernetesApi;
import dev.sluice.executor.kubernetes.api.Reply;
import dev.sluice.executor.kubernetes.workload.ObjectRef;
import dev.sluice.executor.kubernetes.workload.Refusals;
import dev.sluice.executor.kubernetes.workload.Workload;
import dev.sluice.executor.kubernetes.workload.Workloads;
import dev.sluice.policy.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Gives the replicas of an object other resources: in place where the server and the nodes can do that, else by a new pod template,
 * which its controller rolls out.
 */
public final class Resizing {
    private final KubernetesApi api;
    private final Refusals refusals;
    private final ContainerResources.Names names;
    private final Optional<PodResizing> pods;
    private final Map<Target, Resized> last = new ConcurrentHashMap<>();
    /** What was given in place, also while the watch has not seen that yet. */
    private final Map<Target, ResizedPods> inPlace = new ConcurrentHashMap<>();

    /** The last resize of a target: the generation of its object from then on, and what its replicas were given. */
    private record Resized(long generation, ContainerResources resources) {}

    /** @param pods resizes them in place; empty: that is not wanted */
    public Resizing(KubernetesApi api, Refusals refusals, ContainerResources.Names names, Optional<PodResizing> pods) {
        this.api = api;
        this.refusals = refusals;
        this.names = names;
        this.pods = pods;
    }

    /** Orders the resources of a size; empty if that succeeded or they are so already, else why it did not. */
    public Optional<Outcome.Failed> resize(Target target, Workloads.Found.One one, Resources size) {
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
        if (inPlace(target, workload).isEmpty() && wanted.isSame(present)) {
            return Optional.empty();
        }
        if (isInPlace(workload, present, wanted)) {
            ResizedPods resized = new ResizedPods(template.get().container(), wanted.inPlace());
            Optional<Reply> refused = inPlace(workload, resized);
            if (refused.isEmpty()) {
                inPlace.put(target, resized);
            }
            if (refused.isEmpty() || isPassing(refused.get())) {
                return refused.map(why -> new Outcome.Failed(
                        "the pods of " + one.ref() + " are not resized (" + why.code() + "): " + why.message(),
                        true,
                        why.retryAfter()));
            }
        }
        return replace(target, workload, template.get(), wanted);
    }

    /** True if the same request may succeed a little later. */
    private static boolean isPassing(Reply reply) {
        return reply.code() == 0 || reply.code() == 409 || reply.code() == 429 || reply.code() >= 500;
    }

    private boolean isInPlace(Workload workload, ContainerResources present, ContainerResources wanted) {
        return pods.isPresent()
                && present.differsInPlace(wanted)
                && pods.get().hasPods(workload)
                && pods.get().isOffered();
    }

    /** Gives the pods of an object other resources while they run, and notes that for those to come; returns the first refusal. */
    private Optional<Reply> inPlace(Workload workload, ResizedPods resized) {
        Optional<Reply> refused = pods.orElseThrow().resize(workload, resized.container(), resized.resources());
        if (refused.isPresent() || resized.text().equals(workload.annotation(ResizedPods.ANNOTATION))) {
            return refused;
        }
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").putObject("annotations").put(ResizedPods.ANNOTATION, resized.text());
        return Optional.of(api.patch(workload.ref().path(), KubernetesApi.MERGE, patch))
                .filter(reply -> !reply.isDone());
    }

    /** Replaces the pods by others with these resources. */
    private Optional<Outcome.Failed> replace(
            Target target, Workload workload, Template template, ContainerResources wanted) {
        return workload.isPaused()
                ? Optional.of(new Outcome.Failed(
                        workload.ref() + " is paused: nothing is rolled out until somebody resumes it", false))
                : rollOut(target, workload, template, wanted);
    }

    /**
     * Resizes pods that came since, and replaces all if a node cannot resize one. Returns what nodes say of pods that wait; empty if all
     * is as ordered.
     */
    public Optional<String> follow(Target target, Workload workload, Duration patience, Instant now) {
        Optional<ResizedPods> given = inPlace(target, workload);
        Optional<Template> template = Template.of(workload);
        if (pods.isEmpty() || given.isEmpty() || template.isEmpty()) {
            return Optional.empty();
        }
        ResizedPods resized = given.get();
        Optional<String> stuck = pods.get().stuck(workload, patience, now);
        if (stuck.isEmpty()) {
            Optional<Reply> refused = pods.get().resize(workload, resized.container(), resized.resources());
            if (refused.isEmpty() || isPassing(refused.get())) {
                return pods.get().stuck(workload, Duration.ZERO, now);
            }
            stuck = refused.map(why -> "a pod is not resized (" + why.code() + "): " + why.message());
        }
        ContainerResources wanted = template.get().resources().overlaid(resized.resources());
        Optional<Outcome.Failed> failed = replace(target, workload, template.get(), wanted);
        return Optional.of(
                stuck.orElseThrow() + "; " + failed.map(Outcome.Failed::message).orElse("the pods are replaced"));
    }

    /** Replicas that are ready and run with what they were given in place; empty if that is what the template says. */
    public OptionalInt resizedAndReady(Target target, Workload workload) {
        return pods.isEmpty()
                ? OptionalInt.empty()
                : inPlace(target, workload)
                        .map(given ->
                                OptionalInt.of(pods.get().readyWith(workload, given.container(), given.resources())))
                        .orElse(OptionalInt.empty());
    }

    private Optional<ResizedPods> inPlace(Target target, Workload workload) {
        return Optional.ofNullable(inPlace.get(target)).or(() -> ResizedPods.of(workload));
    }

    /** What the template gives the replicas: by the last resize, if the watch has not seen that yet. */
    private ContainerResources present(Target target, Workload workload, Template template) {
        Resized resized = last.get(target);
        return resized != null && workload.generation() < resized.generation()
                ? resized.resources()
                : template.resources();
    }

    private Optional<Outcome.Failed> rollOut(
            Target target, Workload workload, Template template, ContainerResources wanted) {
        ObjectRef ref = workload.ref();
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
        if (ResizedPods.of(workload).isPresent()) {
            patch.addObject()
                    .put("op", "remove")
                    .put("path", "/metadata/annotations/" + ResizedPods.ANNOTATION.replace("/", "~1"));
        }
        Reply reply = api.patch(ref.path(), KubernetesApi.JSON_PATCH, patch);
        if (!reply.isDone()) {
            return Optional.of(refusals.of(reply, "patch", ref, ""));
        }
        inPlace.remove(target);
        last.put(
                target,
                new Resized(reply.body().path("metadata").path("generation").asLong(0), wanted));
        return Optional.empty();
    }

    /** The generation of a target's object from which on its ready replicas have the resources that were ordered. */
    public long generationOf(Target target) {
        Resized resized = last.get(target);
        return resized == null ? 0 : resized.generation();
    }
}
