package dev.sluice.simulator.cluster;

import dev.sluice.allocation.Pool;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.simulator.Trace;
import dev.sluice.simulator.workload.Workload.Kind;
import dev.sluice.simulator.workload.Workloads;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Pools of CPU machines and of two kinds of GPUs, and services on them. */
public final class Clusters {
    static final Pool CPU = Pool.of("cpu", .17).withLeadTime(Duration.ofSeconds(45));
    static final Pool SMALL_GPU = Pool.of("a10g", 1).withLeadTime(Duration.ofMinutes(2));
    static final Pool LARGE_GPU = Pool.of("h100", 3.9).withLeadTime(Duration.ofMinutes(5));

    private Clusters() {}

    /** A cluster of {@code services} on these pools, with so many small and large GPUs. */
    public static ClusterScenario of(int small, int large, ClusterService... services) {
        return new ClusterScenario(
                List.of(CPU, SMALL_GPU.withLimit(small), LARGE_GPU.withLimit(large)), List.of(services), 1);
    }

    /** A service that can run in all three: 3 units per second on a CPU replica, 24 and 150 on a GPU. */
    public static ClusterService service(String name, Trace trace) {
        return on(
                name,
                trace,
                new PoolTerms("cpu", OptionalDouble.of(3), 0),
                new PoolTerms("a10g", OptionalDouble.of(24), 0),
                new PoolTerms("h100", OptionalDouble.of(150), 0));
    }

    static ClusterService on(String name, Trace trace, PoolTerms... pools) {
        ScalingPolicy policy = ScalingPolicy.of(name, 100_000);
        return ClusterService.of(
                policy.withPlacement(
                        policy.placement().withPools(Stream.of(pools).toList())),
                trace);
    }

    /** Generated demand of {@code days} in steps of five minutes, of which one step in a hundred exceeds {@code peak}. */
    public static Trace demand(Kind kind, double days, long seed, double peak) {
        Trace trace = Workloads.of(kind, 300, days, seed).trace();
        return trace.times(peak * trace.step() / trace.quantile(.99));
    }
}
