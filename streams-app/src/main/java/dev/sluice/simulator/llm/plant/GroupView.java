package dev.sluice.simulator.llm.plant;

import dev.sluice.simulator.llm.replica.ReplicaGroup;

/**
 * What the replicas of one group show.
 *
 * @param group which they are
 * @param ready replicas that take requests
 * @param queued requests that wait for one of them, at the replicas and in front of them
 * @param running requests in the batches of ready replicas
 * @param kvUsage share of the KV cache that is reserved, mean of ready replicas
 */
public record GroupView(ReplicaGroup group, int ready, int queued, int running, double kvUsage) {}
