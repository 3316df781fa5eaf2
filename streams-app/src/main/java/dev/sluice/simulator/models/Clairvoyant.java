package dev.sluice.simulator.models;

import dev.sluice.simulator.models.workload.ModelCalls;
import dev.sluice.simulator.models.workload.ModelSpec;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/**
 * Knows all calls: gives up what is called latest, by load time and memory, and what is never called again. It loads nothing ahead.
 *
 * <p>Where all models are alike this is Belady's rule, which has the fewest misses on one GPU. Otherwise it is close to that, no proven
 * bound.
 */
final class Clairvoyant implements ModelKeeper {
    private final ModelScenario scenario;
    private final List<Deque<Double>> ahead;

    Clairvoyant(ModelScenario scenario) {
        this.scenario = scenario;
        ModelCalls calls = scenario.calls();
        ahead = Stream.generate(() -> (Deque<Double>) new ArrayDeque<Double>())
                .limit(scenario.models().size())
                .toList();
        for (int i = 0; i < calls.length(); i++) {
            ahead.get(calls.model(i)).add(calls.at(i));
        }
    }

    @Override
    public void called(int m, double now, boolean ready) {
        ahead.get(m).remove();
    }

    @Override
    public double worth(int m, double now) {
        Double next = ahead.get(m).peek();
        ModelSpec model = scenario.models().get(m);
        return next == null ? 0 : model.loadSeconds() / model.memory() / Math.max(1, next - now);
    }

    @Override
    public boolean stays(int m, double now) {
        return !ahead.get(m).isEmpty();
    }
}
