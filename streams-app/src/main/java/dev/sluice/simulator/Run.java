package dev.sluice.simulator;

import dev.sluice.simulator.plant.Timeline;
import java.util.BitSet;

/**
 * What one scaler did with one scenario.
 *
 * @param decisions every change of the wanted size, at the time it was decided
 * @param readiness every count of ready replicas, from the time it served
 * @param replicas mean ready replicas in each step of the trace
 * @param failed units that were refused in each step
 * @param cold steps in which demand met no ready replica
 */
public record Run(Timeline decisions, Timeline readiness, double[] replicas, double[] failed, BitSet cold) {}
