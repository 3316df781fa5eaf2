package dev.sluice.control;

import dev.sluice.allocation.Pool;

/**
 * A pool as it stands for one service: declared, and with a known rate.
 *
 * @param pool the pool
 * @param rate what one replica of the service serves there, units a second
 * @param min fewest replicas there
 */
record Offer(Pool pool, double rate, int min) {}
