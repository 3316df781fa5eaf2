package dev.sluice.simulator.baseline;

import dev.sluice.simulator.Scaler;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.plant.Fleet;
import dev.sluice.simulator.plant.Observation;
import java.util.OptionalInt;

/**
 * Knows the future: each step runs exactly what carries it, at least one.
 *
 * <p>It has to run without a lead time, which {@link Baseline} sees to.
 */
public final class Oracle implements Scaler {
    private final Scenario scenario;
    private int next;

    public Oracle(Scenario scenario) {
        this.scenario = scenario;
    }

    @Override
    public void observe(Observation window) {
        next++;
    }

    @Override
    public OptionalInt decide(long now, Fleet fleet) {
        return next < scenario.trace().length() ? OptionalInt.of(scenario.need(next)) : OptionalInt.empty();
    }
}
