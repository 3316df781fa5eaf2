package dev.sluice.executor.kubernetes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.executor.kubernetes.api.KubernetesApi;
import dev.sluice.executor.kubernetes.api.Reply;
import dev.sluice.executor.kubernetes.workload.Kind;
import dev.sluice.executor.kubernetes.workload.PodWatch;
import dev.sluice.executor.kubernetes.workload.Workload;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which pods are to end first, before an object is scaled down: those that are not ready, then the newest. It marks
 * them with {@code controller.kubernetes.io/pod-deletion-cost}, which a ReplicaSet's controller looks at since
 * Kubernetes 1.22; older ones choose by themselves. Pods that somebody else has marked are left as they are: an
 * application knows best which of its pods has the least to lose.
 */
final class DeletionCosts {
    private static final Logger LOG = LoggerFactory.getLogger(DeletionCosts.class);
    private static final String COST = "controller.kubernetes.io/pod-deletion-cost";
    /** Whose mark it is. */
    private static final String MARKED = "sluice.dev/ends-first";
    /** More marks than this would take longer than they are worth: each is a request. */
    private static final int MOST = 50;

    private static final Comparator<Pod> FIRST_TO_END = Comparator.comparing(PodWatch::isReady)
            .thenComparing(pod -> pod.getMetadata().getCreationTimestamp(), Comparator.reverseOrder())
            .thenComparing(pod -> pod.getMetadata().getName());

    private final KubernetesApi api;
    private final PodWatch pods;

    DeletionCosts(KubernetesApi api, PodWatch pods) {
        this.api = api;
        this.pods = pods;
    }

    /** Marks the pods that end when so many replicas stay. A mark that fails keeps nobody from scaling down. */
    void mark(Workload workload, int staying) {
        if (workload.ref().kind().isSame(Kind.STATEFUL_SET)
                || staying == 0
                || workload.desired().orElse(0) <= staying) {
            return;
        }
        List<Pod> all = pods.of(workload);
        if (all.stream().anyMatch(pod -> cost(pod) != null && !isOurs(pod))) {
            return;
        }
        List<Pod> ending = ending(all, staying);
        boolean allowed = all.stream()
                .filter(pod -> isOurs(pod) && !ending.contains(pod))
                .allMatch(pod -> isMarked(pod, "", null));
        for (int i = 0; i < ending.size() && allowed; i++) {
            String cost = String.valueOf(i - ending.size());
            allowed = cost.equals(cost(ending.get(i))) || isMarked(ending.get(i), cost, "true");
        }
    }

    /** The pods that end when so many stay, the first one first. */
    static List<Pod> ending(List<Pod> all, int staying) {
        return all.stream()
                .sorted(FIRST_TO_END)
                .limit(Math.max(0, all.size() - staying))
                .limit(MOST)
                .toList();
    }

    private static @Nullable String cost(Pod pod) {
        return annotations(pod).get(COST);
    }

    private static boolean isOurs(Pod pod) {
        return annotations(pod).containsKey(MARKED);
    }

    private static Map<String, String> annotations(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        return annotations == null ? Map.of() : annotations;
    }

    /** Sets or, with no owner, takes away a mark; false if pods may not be marked. */
    private boolean isMarked(Pod pod, String cost, @Nullable String owner) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata")
                .putObject("annotations")
                .put(COST, owner == null ? null : cost)
                .put(MARKED, owner);
        String path = "/api/v1/namespaces/" + pod.getMetadata().getNamespace() + "/pods/"
                + pod.getMetadata().getName();
        Reply reply = api.patch(path, KubernetesApi.MERGE, patch);
        if (!reply.isDone() && reply.code() != 404) {
            LOG.warn("Pods are not marked before they end ({}): {}", reply.code(), reply.message());
            return false;
        }
        return true;
    }
}
