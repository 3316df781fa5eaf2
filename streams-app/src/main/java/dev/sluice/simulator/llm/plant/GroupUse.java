package dev.sluice.simulator.llm.plant;

import dev.sluice.simulator.llm.replica.ReplicaGroup;

/**
 * How the replicas of one group were used in a run.
 *
 * @param group which they are
 * @param history how many there were
 */
public record GroupUse(ReplicaGroup group, FleetHistory history) {
    private static final double HOUR = 3600;

    /** Replica-hours paid after {@code from} until {@code to}, s. */
    public double replicaHours(double from, double to) {
        return history.paidSeconds(from, to) / HOUR;
    }
}
