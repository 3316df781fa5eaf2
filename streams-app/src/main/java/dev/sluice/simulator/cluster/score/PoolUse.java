package dev.sluice.simulator.cluster.score;

/**
 * What one service had of one pool in the scored part of its trace.
 *
 * @param pool name of the pool
 * @param replicaHours replica-time paid for, from order until gone
 * @param cost that time at the pool's price
 */
public record PoolUse(String pool, double replicaHours, double cost) {}
