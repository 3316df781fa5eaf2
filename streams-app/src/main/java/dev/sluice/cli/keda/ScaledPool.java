package dev.sluice.cli.keda;

import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.pool.PoolTerms;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A service in one of its pools, and how many replicas its commands may order there.
 *
 * @param pool empty if the service has one pool
 */
record ScaledPool(String service, String pool, Bounds replicas) {
    /** All pools of a policy, or the service itself. */
    static List<ScaledPool> of(ScalingPolicy policy) {
        Placement placement = policy.placement();
        if (placement.pools().isEmpty()) {
            return List.of(new ScaledPool(policy.service(), "", policy.replicas()));
        }
        return placement.pools().stream()
                .map(pool -> new ScaledPool(policy.service(), pool.pool(), bounds(policy, pool)))
                .toList();
    }

    /** The policy's maximum counts replicas of the first pool: of slower ones more may be needed. */
    private static Bounds bounds(ScalingPolicy policy, PoolTerms pool) {
        OptionalDouble first = rate(policy, policy.placement().pools().get(0));
        OptionalDouble own = rate(policy, pool);
        double worth = first.isPresent() && own.isPresent()
                ? own.getAsDouble() / first.getAsDouble()
                : policy.placement().speed(pool);
        double most = Math.ceil(policy.replicas().max() / worth - 1e-9);
        int max = (int) Math.min(Integer.MAX_VALUE, Math.max(1, most));
        return new Bounds(Math.min(pool.min(), max), max);
    }

    private static OptionalDouble rate(ScalingPolicy policy, PoolTerms pool) {
        return pool.perReplica().isPresent()
                ? pool.perReplica()
                : policy.demand().perReplica();
    }

    @Override
    public String toString() {
        return pool.isEmpty() ? service : service + "/" + pool;
    }
}
