package dev.sluice.simulator.baseline.tracking;

import dev.sluice.simulator.Scaler;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.plant.Fleet;
import dev.sluice.simulator.plant.Observation;
import dev.sluice.sizing.ReplicaCount;
import java.util.OptionalInt;

/**
 * Plain target tracking: the mean demand of the last 30 s over a target utilization, the highest proposal of the last
 * 300 s, looked at every 15 s or every step where that is longer.
 */
public final class Reactive implements Scaler {
    private static final double SIGNAL_SECONDS = 30;
    private static final double SYNC_SECONDS = 15;
    private static final double HOLD_SECONDS = 300;

    private final double targetCapacity;
    private final RecentMean signal;
    private final RecentMax held;
    private final int every;
    private double proposal;
    private int windows;

    /** @param target utilization to run at; above 1 it under-provides on purpose */
    public Reactive(Scenario scenario, double target) {
        double step = scenario.trace().step();
        targetCapacity = target * scenario.perReplicaStep();
        signal = new RecentMean(signalSteps(step));
        held = new RecentMax(holdSteps(step));
        every = syncSteps(step);
    }

    static int signalSteps(double step) {
        return (int) Math.max(1, Math.rint(SIGNAL_SECONDS / step));
    }

    static int holdSteps(double step) {
        return (int) Math.max(1, Math.ceil(HOLD_SECONDS / step));
    }

    static int syncSteps(double step) {
        return (int) Math.max(1, Math.rint(SYNC_SECONDS / step));
    }

    @Override
    public void observe(Observation window) {
        signal.add(window.arrived());
        proposal = held.add(signal.mean());
        windows++;
    }

    @Override
    public OptionalInt decide(long now, Fleet fleet) {
        if ((windows - 1) % every != 0) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(replicas(proposal, targetCapacity));
    }

    static int replicas(double demand, double capacity) {
        return Math.max(1, ReplicaCount.carrying(demand, capacity));
    }
}
