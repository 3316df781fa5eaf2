package dev.sluice.simulator;

import java.util.BitSet;
import java.util.OptionalInt;

/**
 * Runs one scaler on one scenario.
 *
 * <p>A window of demand is a step of the trace: nothing that happens in a step is known to the scaler before its end. A
 * scaler that syncs more often decides on what it saw last and on its fleet.
 */
public final class Simulation {
    private final Scenario scenario;
    private final Scaler scaler;
    private final Plant plant;
    private final Timeline decisions = new Timeline();
    private int wanted;
    private long nextSync;

    private Simulation(Scenario scenario, Scaler scaler) {
        this.scenario = scenario;
        this.scaler = scaler;
        this.wanted = scaler.start(scenario.need(0));
        this.plant = new Plant(scenario.model(), wanted, scenario.millis(0));
        this.nextSync = scenario.millis(0) + scaler.syncMillis();
        decisions.add(scenario.millis(0), wanted);
    }

    /** Deterministic: the same scenario and a new scaler of the same kind give the same run. */
    public static Run run(Scenario scenario, Scaler scaler) {
        return new Simulation(scenario, scaler).run();
    }

    private Run run() {
        Trace trace = scenario.trace();
        double[] replicas = new double[trace.length()];
        double[] failed = new double[trace.length()];
        BitSet cold = new BitSet(trace.length());
        for (int i = 0; i < trace.length(); i++) {
            long from = scenario.millis(i);
            long to = scenario.millis(i + 1);
            plant.arrive(trace.values()[i] * 1000 / (to - from));
            syncUntil(to);
            plant.advance(to);
            replicas[i] = (double) plant.takeArea() / (to - from);
            cold.set(i, plant.takeFoundNone());
            Observation window = plant.close();
            failed[i] = window.failed();
            scaler.observe(window);
            syncAt(to);
        }
        plant.arrive(0);
        // what was ordered near the end still becomes ready, as it would have been counted had the trace gone on
        plant.advance(scenario.millis(trace.length()) + scenario.model().leadMillis());
        return new Run(decisions, plant.readiness(), replicas, failed, cold);
    }

    private void syncUntil(long end) {
        long period = scaler.syncMillis();
        if (period > 0) {
            for (; nextSync < end; nextSync += period) {
                plant.advance(nextSync);
                decide(nextSync);
            }
        }
    }

    private void syncAt(long end) {
        if (scaler.syncMillis() == 0) {
            decide(end);
        } else if (nextSync == end) {
            decide(end);
            nextSync += scaler.syncMillis();
        }
    }

    private void decide(long now) {
        OptionalInt target = scaler.decide(now, plant.fleet());
        if (target.isPresent() && target.getAsInt() != wanted) {
            wanted = target.getAsInt();
            decisions.add(now, wanted);
            plant.order(wanted);
        }
    }
}
