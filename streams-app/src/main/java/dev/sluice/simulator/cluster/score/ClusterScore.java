package dev.sluice.simulator.cluster.score;

import dev.sluice.simulator.cluster.ClusterRun;
import dev.sluice.simulator.cluster.ClusterScenario;
import java.util.ArrayList;
import java.util.List;

/** How well a cluster was served and what it cost: its services, and all of them together. */
public record ClusterScore(List<ServiceScore> services) {
    public ClusterScore {
        services = List.copyOf(services);
    }

    /** Scores a run of {@code cluster}. */
    public static ClusterScore of(ClusterScenario cluster) {
        return new ClusterScore(ClusterRun.of(cluster).services().stream()
                .map(course -> ServiceScore.of(course, cluster))
                .toList());
    }

    public double cost() {
        return services.stream().mapToDouble(ServiceScore::cost).sum();
    }

    /** Share of demand that found no capacity, each service's demand counted in replicas of its first pool. */
    public double unservedShare() {
        double demand = 0;
        double unserved = 0;
        for (ServiceScore score : services) {
            demand += score.demand() / score.service().weightRate();
            unserved += score.unserved() / score.service().weightRate();
        }
        return unserved / Math.max(demand, 1e-9);
    }

    public double replicaHours(String pool) {
        return services.stream().mapToDouble(s -> s.replicaHours(pool)).sum();
    }

    public int starts() {
        return services.stream().mapToInt(ServiceScore::starts).sum();
    }

    /** The score of a service of this name. */
    public ServiceScore service(String name) {
        return services.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
    }

    /** The services of both. */
    ClusterScore with(ClusterScore other) {
        List<ServiceScore> both = new ArrayList<>(services);
        both.addAll(other.services);
        return new ClusterScore(both);
    }
}
