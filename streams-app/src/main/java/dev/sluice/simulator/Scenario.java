package dev.sluice.simulator;

import dev.sluice.simulator.plant.ServiceModel;
import dev.sluice.sizing.ReplicaCount;

/**
 * One trace on one kind of service, and the part of it that counts.
 *
 * @param name in tables
 * @param trace the demand
 * @param model how the service serves it
 * @param objective share of demand that may find no capacity
 * @param skipSeconds seconds at the start that are run but not scored
 */
public record Scenario(String name, Trace trace, ServiceModel model, double objective, double skipSeconds) {
    private static final double SKIPPED_SHARE = .3;
    private static final double MOST_SKIPPED = 172_800;

    /** A scenario that skips 30 % of the trace for learning, at most two days, and allows 1 % unserved. */
    public static Scenario of(String name, Trace trace, ServiceModel model) {
        return new Scenario(name, trace, model, .01, defaultSkip(trace));
    }

    public Scenario withObjective(double share) {
        return new Scenario(name, trace, model, share, skipSeconds);
    }

    public Scenario withModel(ServiceModel other) {
        return new Scenario(name, trace, other, objective, skipSeconds);
    }

    public Scenario withSkip(double seconds) {
        return new Scenario(name, trace, model, objective, seconds);
    }

    /** The skipped part where none is stated, seconds. */
    public static double defaultSkip(Trace trace) {
        return Math.min(SKIPPED_SHARE * trace.length() * trace.step(), MOST_SKIPPED);
    }

    /** Units that one replica serves in one step of the trace. */
    public double perReplicaStep() {
        return model.perReplica() * trace.step();
    }

    /** Replicas that carry step {@code i} with nothing to spare, at least one. */
    public int need(int i) {
        return Math.max(1, ReplicaCount.carrying(trace.values()[i], perReplicaStep()));
    }

    /** The first step that is scored. */
    public int firstScored() {
        int i = 0;
        while (i < trace.length() && trace.start() + i * trace.step() < trace.start() + skipSeconds) {
            i++;
        }
        return i;
    }

    /** Milliseconds at the start of step {@code i}; for {@code i} = length, the end of the trace. */
    public long millis(int i) {
        return Math.round((trace.start() + i * trace.step()) * 1000);
    }
}
