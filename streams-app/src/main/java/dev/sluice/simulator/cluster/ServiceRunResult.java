package dev.sluice.simulator.cluster;

/**
 * What became of one service in a run.
 *
 * @param service the service
 * @param couldServe units that the ready replicas could serve in each step
 * @param paid replica-milliseconds paid for in each step, for each of the service's pools
 * @param starts replicas ordered upwards in the scored part
 */
public record ServiceRunResult(ClusterService service, double[] couldServe, long[][] paid, int starts) {}
