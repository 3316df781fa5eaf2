package dev.sluice.executor.kubernetes;

import dev.sluice.executor.kubernetes.workload.PodWatch;
import dev.sluice.executor.kubernetes.workload.Workload;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A cluster that cannot run all replicas of an object: a quota refuses pods, or no node has room for them. A pod without a
 * node is no shortage at once, because a cluster autoscaler may be adding one.
 *
 * @param limit most replicas that the cluster can run for now
 * @param why what the cluster says, as text
 */
record Shortage(int limit, String why) {
    /** The shortage of an object that was told to run so many replicas. */
    static Optional<Shortage> of(Workload object, int replicas, PodWatch pods, Duration patience, Instant now) {
        if (object.ready().orElse(replicas) >= replicas) {
            return Optional.empty();
        }
        return object.refusedPods()
                .map(why -> new Shortage(object.existing(), object.ref() + ": " + why))
                .or(() -> withoutNode(object, pods, now.minus(patience)));
    }

    private static Optional<Shortage> withoutNode(Workload object, PodWatch pods, Instant since) {
        List<Pod> all = pods.of(object);
        List<String> reasons = all.stream()
                .flatMap(pod -> unscheduled(pod, since).stream())
                .map(condition -> String.valueOf(condition.getMessage()))
                .toList();
        return reasons.stream()
                .findFirst()
                .map(why -> new Shortage(
                        all.size() - reasons.size(),
                        object.ref() + ": " + reasons.size() + " pods have no node: " + why));
    }

    /** Why a pod has had no node since a time, or for longer. */
    private static Optional<PodCondition> unscheduled(Pod pod, Instant since) {
        return Optional.ofNullable(pod.getStatus()).stream()
                .flatMap(status ->
                        status.getConditions() == null ? Stream.<PodCondition>empty() : status.getConditions().stream())
                .filter(condition -> "PodScheduled".equals(condition.getType())
                        && "False".equals(condition.getStatus())
                        && "Unschedulable".equals(condition.getReason())
                        && !began(condition).isAfter(since))
                .findFirst();
    }

    private static Instant began(PodCondition condition) {
        try {
            return Instant.parse(condition.getLastTransitionTime());
        } catch (DateTimeParseException | NullPointerException e) {
            return Instant.MAX;
        }
    }
}
