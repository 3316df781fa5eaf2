package dev.sluice.simulator.llm.replica;

/**
 * Replicas of one kind in a fleet: those of a pool, or of a role.
 *
 * @param name of the pool; empty if the fleet has only one
 * @param role what they do of a request
 * @param spec what one of them is
 * @param startup how long they take to start
 * @param pricePerHour of one of them
 */
public record ReplicaGroup(String name, EngineRole role, ReplicaSpec spec, StartupTimes startup, double pricePerHour) {
    /** The only group of a fleet. */
    public static ReplicaGroup only(ReplicaSpec spec, StartupTimes startup) {
        return new ReplicaGroup("", EngineRole.WHOLE, spec, startup, spec.gpus() * spec.dollarsPerGpuHour());
    }
}
