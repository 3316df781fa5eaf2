package dev.sluice.policy;

import java.util.OptionalDouble;

/**
 * A pool that a service can run on.
 *
 * @param pool name of the pool
 * @param perReplica units per second that one replica serves there; empty: as in {@code demand}, or learned
 * @param min minimum number of replicas there
 */
public record PoolTerms(String pool, OptionalDouble perReplica, int min) {
    public PoolTerms {
        Checks.name("pools.name", pool);
        if (perReplica.isPresent()) {
            Checks.above("pools.perReplica", perReplica.getAsDouble());
        }
        if (min < 0) {
            throw new IllegalArgumentException("pools.min must not be below 0, it is " + min);
        }
    }
}
