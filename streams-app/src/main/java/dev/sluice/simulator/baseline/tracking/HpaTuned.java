package dev.sluice.simulator.baseline.tracking;

import dev.sluice.simulator.Scaler;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.plant.Fleet;
import dev.sluice.simulator.plant.Observation;
import dev.sluice.simulator.plant.Replicas;
import java.util.OptionalInt;

/**
 * Target tracking with the utilization that hindsight finds best for this very trace: of 130 targets the cheapest that
 * keeps the objective, or the one that serves most where none does.
 *
 * <p>No real autoscaler can be this one; it says what tuning could have reached at most.
 */
public final class HpaTuned implements Scaler {
    static final int TARGETS = 130;
    private static final double HIGHEST = 2;
    private static final double LOWEST = .02;

    private final double target;
    private final Reactive reactive;

    public HpaTuned(Scenario scenario) {
        target = new Search(scenario).best();
        reactive = new Reactive(scenario, target);
    }

    /** The utilization that was found. */
    double target() {
        return target;
    }

    @Override
    public void observe(Observation window) {
        reactive.observe(window);
    }

    @Override
    public OptionalInt decide(long now, Fleet fleet) {
        return reactive.decide(now, fleet);
    }

    /** The {@code i}-th target, from the highest to the lowest in equal ratios. */
    static double target(int i) {
        return HIGHEST * Math.pow(LOWEST / HIGHEST, i / (TARGETS - 1.0));
    }

    /** Replays the fleet alone, without queues, once for each target. */
    private static final class Search {
        private final Scenario scenario;
        private final double[] held;
        private final int every;
        private final int from;
        private double unserved;
        private double used;

        Search(Scenario scenario) {
            this.scenario = scenario;
            double step = scenario.trace().step();
            double[] values = scenario.trace().values();
            RecentMean signal = new RecentMean(Reactive.signalSteps(step));
            RecentMax max = new RecentMax(Reactive.holdSteps(step));
            held = new double[values.length];
            for (int i = 0; i < values.length; i++) {
                signal.add(values[i]);
                held[i] = max.add(signal.mean());
            }
            every = Reactive.syncSteps(step);
            from = scenario.firstScored();
        }

        double best() {
            double best = 0;
            double bestCost = Double.POSITIVE_INFINITY;
            double most = 0;
            double leastUnserved = Double.POSITIVE_INFINITY;
            for (int i = 0; i < TARGETS; i++) {
                score(target(i));
                if (unserved <= scenario.objective() && used < bestCost) {
                    best = target(i);
                    bestCost = used;
                }
                if (unserved < leastUnserved) {
                    most = target(i);
                    leastUnserved = unserved;
                }
            }
            return best > 0 ? best : most;
        }

        private void score(double target) {
            double[] values = scenario.trace().values();
            double cap = scenario.perReplicaStep();
            Replicas fleet = new Replicas(scenario.model().leadMillis(), scenario.need(0), scenario.millis(0));
            double missed = 0;
            double demand = 0;
            used = 0;
            for (int i = 0; i < values.length; i++) {
                fleet.advance(scenario.millis(i + 1));
                double replicas = (double) fleet.takeArea() / (scenario.millis(i + 1) - scenario.millis(i));
                if (i >= from) {
                    missed += Math.max(0, values[i] - replicas * cap);
                    demand += values[i];
                    used += replicas;
                }
                if (i % every == 0) {
                    fleet.order(Reactive.replicas(held[i], target * cap));
                }
            }
            unserved = missed / Math.max(demand, 1e-9);
        }
    }
}
