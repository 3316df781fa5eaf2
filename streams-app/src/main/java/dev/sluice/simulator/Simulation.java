package dev.sluice.simulator;

import dev.sluice.simulator.plant.Observation;
import dev.sluice.simulator.plant.Plant;
import dev.sluice.simulator.plant.Timeline;
import java.util.BitSet;
import java.util.OptionalInt;

/**
 * Runs one scaler on one scenario.
 *
 * <p>Nothing that happens in a report is known to the scaler before its end. A report is a step of the trace, or the part
 * of one that the scaler asks for ({@link Scaler#reportMillis}). A scaler that syncs more often decides on what it saw
 * last and on its fleet.
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
            failed[i] = play(from, to);
            replicas[i] = (double) plant.takeArea() / (to - from);
            cold.set(i, plant.takeFoundNone());
        }
        plant.arrive(0);
        // what was ordered near the end still becomes ready, as it would have been counted had the trace gone on
        plant.advance(scenario.millis(trace.length()) + scenario.model().leadMillis());
        return new Run(decisions, plant.readiness(), replicas, failed, cold);
    }

    /** Lets the demand of a step arrive, report by report; what was refused of it. */
    private double play(long from, long to) {
        double failed = 0;
        long every = scaler.reportMillis(to - from);
        for (long end = from + every; end <= to; end += every) {
            syncUntil(end);
            plant.advance(end);
            Observation report = plant.close();
            failed += report.failed();
            scaler.observe(report);
            syncAt(end);
        }
        return failed;
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
