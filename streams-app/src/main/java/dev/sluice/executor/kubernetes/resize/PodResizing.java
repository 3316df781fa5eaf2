package dev.sluice.executor.kubernetes.resize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.executor.kubernetes.api.KubernetesApi;
import dev.sluice.executor.kubernetes.api.Reply;
import dev.sluice.executor.kubernetes.workload.PodWatch;
import dev.sluice.executor.kubernetes.workload.Workload;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes CPU and memory of pods while they run, by the subresource {@code pods/resize} of Kubernetes 1.33 and newer. The node says by a
 * condition of the pod what became of it: it is under way, it waits for room ({@code Deferred}), or the node can never give so
 * much ({@code Infeasible}).
 */
public final class PodResizing {
    private static final Logger LOG = LoggerFactory.getLogger(PodResizing.class);
    private static final String SUBRESOURCE = "pods/resize";

    private final KubernetesApi api;
    private final PodWatch pods;
    private volatile @Nullable Boolean offered;

    public PodResizing(KubernetesApi api, PodWatch pods) {
        this.api = api;
        this.pods = pods;
    }

    /** True if the server has the subresource. It is asked once. */
    boolean isOffered() {
        Boolean known = offered;
        if (known == null) {
            Reply reply = api.get("/api/v1");
            if (!reply.isDone()) {
                return false;
            }
            known = reply.body().path("resources").findValuesAsText("name").contains(SUBRESOURCE);
            offered = known;
        }
        return known;
    }

    /** True if an object has pods to resize. */
    boolean hasPods(Workload workload) {
        return !pods.of(workload).isEmpty();
    }

    /** Resizes the pods of an object that were told something else; returns the first refusal. */
    Optional<Reply> resize(Workload workload, String container, ContainerResources wanted) {
        for (Pod pod : pods.of(workload)) {
            int index = index(pod, container);
            if (index >= 0 && !isTold(pod, index, wanted)) {
                Reply reply = resize(pod, index, wanted);
                // a pod that has ended meanwhile needs nothing
                if (!reply.isDone() && !isGone(reply, pod)) {
                    LOG.warn(
                            "Pod {} is not resized ({}): {}",
                            pod.getMetadata().getName(),
                            reply.code(),
                            reply.message());
                    return Optional.of(reply);
                }
            }
        }
        return Optional.empty();
    }

    private Reply resize(Pod pod, int index, ContainerResources wanted) {
        String pointer = "/spec/containers/" + index;
        JsonNode resources = resources(pod, index).overlaid(wanted).json();
        ArrayNode patch = JsonNodeFactory.instance.arrayNode();
        patch.addObject()
                .put("op", "test")
                .put("path", pointer + "/name")
                .put("value", pod.getSpec().getContainers().get(index).getName());
        patch.addObject().put("op", "add").put("path", pointer + "/resources").set("value", resources);
        String path = "/api/v1/namespaces/" + pod.getMetadata().getNamespace() + "/pods/"
                + pod.getMetadata().getName() + "/resize";
        return api.patch(path, KubernetesApi.JSON_PATCH, patch);
    }

    private static boolean isGone(Reply reply, Pod pod) {
        return reply.code() == 404
                && reply.body()
                        .path("details")
                        .path("name")
                        .asText("")
                        .equals(pod.getMetadata().getName());
    }

    /** Pods of an object that are ready and run with these resources. */
    int readyWith(Workload workload, String container, ContainerResources wanted) {
        return (int) pods.of(workload).stream()
                .filter(PodWatch::isReady)
                .filter(pod -> runsWith(pod, container, wanted))
                .count();
    }

    private static boolean runsWith(Pod pod, String container, ContainerResources wanted) {
        int index = index(pod, container);
        return index >= 0
                && isTold(pod, index, wanted)
                && conditions(pod).noneMatch(PodResizing::isOpen)
                && pod.getStatus().getContainerStatuses().stream()
                        .filter(status -> status.getName().equals(container) && status.getResources() != null)
                        .allMatch(status ->
                                ContainerResources.of(status.getResources()).covers(wanted));
    }

    /** Why a node does not resize a pod of an object: it never can, or it has had no room for this long. */
    Optional<String> stuck(Workload workload, Duration patience, Instant now) {
        return pods.of(workload).stream()
                .flatMap(pod -> conditions(pod)
                        .filter(condition -> isOpen(condition) && isStuck(condition, now.minus(patience)))
                        .map(condition -> "pod " + pod.getMetadata().getName() + ": " + condition.getReason() + ": "
                                + condition.getMessage()))
                .findFirst();
    }

    private static boolean isStuck(PodCondition condition, Instant since) {
        return "Infeasible".equals(condition.getReason())
                || ("Deferred".equals(condition.getReason()) && began(condition).isBefore(since));
    }

    private static Instant began(PodCondition condition) {
        try {
            return Instant.parse(condition.getLastTransitionTime());
        } catch (DateTimeParseException | NullPointerException e) {
            return Instant.MAX;
        }
    }

    private static boolean isOpen(PodCondition condition) {
        return "True".equals(condition.getStatus())
                && List.of("PodResizePending", "PodResizeInProgress").contains(condition.getType());
    }

    private static Stream<PodCondition> conditions(Pod pod) {
        return pod.getStatus() == null || pod.getStatus().getConditions() == null
                ? Stream.empty()
                : pod.getStatus().getConditions().stream();
    }

    /** True if the pod's specification has these resources already. */
    private static boolean isTold(Pod pod, int index, ContainerResources wanted) {
        return resources(pod, index).covers(wanted);
    }

    private static ContainerResources resources(Pod pod, int index) {
        return ContainerResources.of(pod.getSpec().getContainers().get(index).getResources());
    }

    private static int index(Pod pod, String container) {
        List<String> names =
                pod.getSpec().getContainers().stream().map(Container::getName).toList();
        return names.indexOf(container);
    }
}
