package dev.sluice.simulator.baseline;

import dev.sluice.simulator.Run;
import dev.sluice.simulator.Scaler;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.Simulation;
import java.util.function.Function;

/**
 * A kind of autoscaler that can be put on any scenario.
 *
 * @param name in tables and on the command line
 * @param maker a new scaler for one run
 * @param instant whether its replicas serve without a lead time, which only bounds may have
 */
public record Baseline(String name, Function<Scenario, Scaler> maker, boolean instant) {
    public static Baseline of(String name, Function<Scenario, Scaler> maker) {
        return new Baseline(name, maker, false);
    }

    /** A run of a new scaler. */
    public Run run(Scenario scenario) {
        Scenario played = instant ? scenario.withModel(scenario.model().withLead(0)) : scenario;
        return Simulation.run(played, maker.apply(scenario));
    }
}
