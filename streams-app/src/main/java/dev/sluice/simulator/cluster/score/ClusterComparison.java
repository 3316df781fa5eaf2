package dev.sluice.simulator.cluster.score;

import dev.sluice.allocation.Pool;
import dev.sluice.simulator.cluster.ClusterScenario;
import java.util.List;

/**
 * A cluster run on all its pools, beside the best single pool of each service.
 *
 * @param cluster the cluster
 * @param mixed every service on all pools that it names
 * @param hindsight what one who knows the traces would pay, service by service
 * @param single the best single pool of each
 * @param onePool all services that name a pool in it together, pool by pool
 * @param equal the mixed cluster with its promises moved until it leaves no more unserved than the single pools do
 */
public record ClusterComparison(
        ClusterScenario cluster,
        ClusterScore mixed,
        List<Hindsight> hindsight,
        SinglePools.Choice single,
        List<ClusterScore> onePool,
        EqualService.Found equal) {
    public ClusterComparison {
        hindsight = List.copyOf(hindsight);
        onePool = List.copyOf(onePool);
    }

    /** Plays everything; work: some dozens of runs. */
    public static ClusterComparison of(ClusterScenario cluster) {
        ClusterScore mixed = ClusterScore.of(cluster);
        SinglePools singles = new SinglePools(cluster);
        SinglePools.Choice single = singles.best();
        return new ClusterComparison(
                cluster,
                mixed,
                cluster.services().stream().map(s -> Hindsight.of(s, cluster)).toList(),
                single,
                cluster.pools().stream().map(singles::all).toList(),
                EqualService.of(cluster, mixed, single.score().unservedShare()));
    }

    /** Share of the single pools' cost that mixing saves, as promised. */
    public double saved() {
        return 1 - mixed.cost() / single.score().cost();
    }

    /** The same at no more demand unserved. */
    public double savedAtEqualService() {
        return 1 - equal.score().cost() / single.score().cost();
    }

    /** The pools in the order of their declaration. */
    public List<Pool> pools() {
        return cluster.pools();
    }

    /** What a peak-sized static fleet costs. */
    public double staticPeakCost() {
        return hindsight.stream().mapToDouble(Hindsight::staticPeakCost).sum();
    }

    /** What nobody who serves all demand can go below. */
    public double floorCost() {
        return hindsight.stream().mapToDouble(Hindsight::floorCost).sum();
    }
}
