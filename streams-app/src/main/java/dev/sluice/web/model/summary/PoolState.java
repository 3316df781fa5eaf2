package dev.sluice.web.model.summary;

/**
 * What a service has in one pool.
 *
 * @param pool name of the pool; empty where the service has one
 * @param target replicas decided
 * @param ready ready replicas; negative where that is not known
 * @param pricePerHour price of one replica for an hour
 */
public record PoolState(String pool, int target, int ready, double pricePerHour) {}
