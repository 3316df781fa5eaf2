package dev.sluice.simulator.cluster.score;

import dev.sluice.allocation.Pool;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.simulator.cluster.ClusterScenario;
import dev.sluice.simulator.cluster.ClusterService;
import dev.sluice.simulator.cluster.ServiceRunResult;
import java.util.ArrayList;
import java.util.List;

/**
 * How well one service of a cluster was served and what it cost, over the scored part of its trace.
 *
 * @param service the service
 * @param demand its demand, units
 * @param unserved demand above the mean capacity of its step, units
 * @param pools what it had of each of its pools
 * @param starts replicas ordered upwards
 */
public record ServiceScore(ClusterService service, double demand, double unserved, List<PoolUse> pools, int starts) {
    private static final double HOUR = 3_600_000;

    public ServiceScore {
        pools = List.copyOf(pools);
    }

    public static ServiceScore of(ServiceRunResult course, ClusterScenario cluster) {
        double[] values = course.service().trace().values();
        int from = course.service().onFirstPool().firstScored();
        double demand = 0;
        double unserved = 0;
        for (int i = from; i < values.length; i++) {
            demand += values[i];
            unserved += Math.max(0, values[i] - course.couldServe()[i]);
        }
        return new ServiceScore(course.service(), demand, unserved, uses(course, cluster, from), course.starts());
    }

    private static List<PoolUse> uses(ServiceRunResult course, ClusterScenario cluster, int from) {
        List<PoolUse> uses = new ArrayList<>();
        List<PoolTerms> pools = course.service().pools();
        for (int p = 0; p < pools.size(); p++) {
            long millis = 0;
            for (int i = from; i < course.paid().length; i++) {
                millis += course.paid()[i][p];
            }
            Pool pool = cluster.pool(pools.get(p).pool());
            uses.add(new PoolUse(pool.name(), millis / HOUR, millis / HOUR * pool.pricePerHour()));
        }
        return uses;
    }

    public String name() {
        return service.name();
    }

    /** Share of demand that found no capacity. */
    public double unservedShare() {
        return unserved / Math.max(demand, 1e-9);
    }

    /** Whether that is within the objective. */
    public boolean keeps() {
        return unservedShare() <= service.objective();
    }

    /** Replica-time at the pools' prices. */
    public double cost() {
        return pools.stream().mapToDouble(PoolUse::cost).sum();
    }

    /** Replica-hours in a pool; zero where the service does not name it. */
    public double replicaHours(String pool) {
        return pools.stream()
                .filter(use -> use.pool().equals(pool))
                .mapToDouble(PoolUse::replicaHours)
                .sum();
    }
}
