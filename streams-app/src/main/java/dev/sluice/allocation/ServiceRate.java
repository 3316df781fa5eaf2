package dev.sluice.allocation;

import dev.sluice.policy.check.Checks;

/**
 * What one replica of a service serves in a pool.
 *
 * @param pool name of the pool
 * @param unitsPerSecond units per second, above zero
 * @param learned whether it was measured rather than stated
 */
public record ServiceRate(String pool, double unitsPerSecond, boolean learned) {
    public ServiceRate {
        Checks.name("pool", pool);
        Checks.above("perReplica", unitsPerSecond);
    }

    /** A rate that the user stated. */
    public static ServiceRate stated(String pool, double unitsPerSecond) {
        return new ServiceRate(pool, unitsPerSecond, false);
    }
}
