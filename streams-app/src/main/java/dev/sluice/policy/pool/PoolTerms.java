package dev.sluice.policy.pool;

import dev.sluice.text.Checks;
import java.util.OptionalDouble;

/**
 * A pool that a service can run on.
 *
 * @param pool name of the pool
 * @param perReplica units per second that one replica serves there; empty: as in {@code demand}, or learned
 * @param min minimum number of replicas there
 * @param speed how fast a replica is there, as a multiple of one whose speed is 1; only for demand in tokens whose rate
 *     is learned. Empty: 1
 */
public record PoolTerms(String pool, OptionalDouble perReplica, int min, OptionalDouble speed) {
    /** A pool whose replicas are as fast as others. */
    public PoolTerms(String pool, OptionalDouble perReplica, int min) {
        this(pool, perReplica, min, OptionalDouble.empty());
    }

    public PoolTerms {
        Checks.name("pools.name", pool);
        if (perReplica.isPresent()) {
            Checks.above("pools.perReplica", perReplica.getAsDouble());
        }
        if (speed.isPresent()) {
            Checks.above("pools.speed", speed.getAsDouble());
        }
        if (min < 0) {
            throw new IllegalArgumentException("pools.min must not be below 0, it is " + min);
        }
    }
}
