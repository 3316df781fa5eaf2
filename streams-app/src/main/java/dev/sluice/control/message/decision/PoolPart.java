package dev.sluice.control.message.decision;

import java.util.OptionalInt;

/**
 * The part of a service that runs in one pool.
 *
 * @param pool name of the pool
 * @param replicas replicas ordered there
 * @param ready those of them known to be ready; empty if no acknowledgement told
 * @param perReplica what one replica serves there, units per second
 * @param pricePerHour price of one replica per hour, in the currency of the price list
 * @param weight share of the traffic by ready capacity, in thousandths
 */
public record PoolPart(
        String pool, int replicas, OptionalInt ready, double perReplica, double pricePerHour, int weight) {}
