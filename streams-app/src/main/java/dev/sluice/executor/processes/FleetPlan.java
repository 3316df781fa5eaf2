package dev.sluice.executor.processes;

import dev.sluice.executor.processes.state.OrderRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What changes a target's workers into those that its order wants.
 *
 * <p>Workers of other resources than the order's serve until their successors are ready. Of surplus workers, those end
 * first that are not ready, then those of the newest order, and of one order's those with the least load.
 *
 * @param start how many new workers
 * @param keep workers that were draining and are needed again
 * @param drain workers that are to end
 */
record FleetPlan(int start, List<Worker> keep, List<Worker> drain) {
    FleetPlan {
        keep = List.copyOf(keep);
        drain = List.copyOf(drain);
    }

    /** @param connections the open connections of each port; asked only if it matters */
    static FleetPlan of(OrderRecord order, List<Worker> workers, Supplier<Map<Integer, Integer>> connections) {
        List<Worker> active = workers.stream().filter(Worker::isActive).toList();
        List<Worker> current =
                active.stream().filter(worker -> worker.has(order.size())).toList();
        List<Worker> former =
                active.stream().filter(worker -> !worker.has(order.size())).toList();
        int missing = Math.max(0, order.replicas() - current.size());
        List<Worker> keep = workers.stream()
                .filter(worker -> worker.phase() == Worker.Phase.DRAINING && worker.has(order.size()))
                .limit(missing)
                .toList();
        long ready = current.stream().filter(Worker::isReady).count() + keep.size();
        int bridging = (int) Math.max(0, order.replicas() - ready);
        return new FleetPlan(
                missing - keep.size(),
                keep,
                Stream.concat(
                                victims(current, current.size() - order.replicas(), connections),
                                victims(former, former.size() - bridging, connections))
                        .toList());
    }

    private static Stream<Worker> victims(
            List<Worker> workers, int count, Supplier<Map<Integer, Integer>> connections) {
        if (count <= 0) {
            return Stream.empty();
        }
        Map<Integer, Integer> load = connections.get();
        return workers.stream()
                .sorted(Comparator.comparing(Worker::isReady)
                        .thenComparing(worker -> worker.record().generation(), Comparator.reverseOrder())
                        .thenComparingInt(
                                worker -> load.getOrDefault(worker.record().port(), 0))
                        .thenComparing(Worker::since, Comparator.reverseOrder()))
                .limit(count);
    }
}
