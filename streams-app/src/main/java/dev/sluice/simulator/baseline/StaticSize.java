package dev.sluice.simulator.baseline;

import dev.sluice.simulator.Scaler;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.plant.Fleet;
import dev.sluice.simulator.plant.Observation;
import dev.sluice.sizing.ReplicaCount;
import java.util.OptionalInt;

/** One size for the whole trace, chosen in hindsight: what carries its 99th percentile. */
public final class StaticSize implements Scaler {
    private static final double LEVEL = .99;

    private final int size;

    public StaticSize(Scenario scenario) {
        double peak = scenario.trace().quantile(LEVEL);
        size = ReplicaCount.carrying(peak, scenario.perReplicaStep());
    }

    @Override
    public int start(int needed) {
        return size;
    }

    @Override
    public void observe(Observation window) {}

    @Override
    public OptionalInt decide(long now, Fleet fleet) {
        return OptionalInt.empty();
    }
}
