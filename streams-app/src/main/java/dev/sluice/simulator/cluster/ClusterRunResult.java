package dev.sluice.simulator.cluster;

import java.util.List;
import java.util.Map;

/**
 * What became of a cluster in a run.
 *
 * @param services its services, in their order
 * @param peaks most replicas of all services together that a pool had ordered for any time
 */
public record ClusterRunResult(List<ServiceRunResult> services, Map<String, Integer> peaks) {
    public ClusterRunResult {
        services = List.copyOf(services);
        peaks = Map.copyOf(peaks);
    }
}
