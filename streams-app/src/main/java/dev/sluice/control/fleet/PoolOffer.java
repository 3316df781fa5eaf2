package dev.sluice.control.fleet;

import dev.sluice.allocation.Pool;

/**
 * A pool that is available to one service: declared, and with a known rate.
 *
 * @param pool the pool
 * @param rate what one replica of the service serves there, units per second
 * @param min minimum replicas there
 */
public record PoolOffer(Pool pool, double rate, int min) {}
