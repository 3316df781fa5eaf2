package dev.sluice.simulator.models;

import dev.sluice.simulator.models.workload.ModelSpec;

/**
 * Gives up what has the lowest clock + calls x load time / memory, where the clock is the priority of what was given up last.
 *
 * <p>Source: FaasCache, Fuerst and Sharma, ASPLOS 2021 (greedy-dual with size and frequency).
 */
final class GreedyDual implements ModelKeeper {
    private final ModelScenario scenario;
    private final int[] calls;
    private final double[] priority;
    private double clock;

    GreedyDual(ModelScenario scenario) {
        this.scenario = scenario;
        calls = new int[scenario.models().size()];
        priority = new double[calls.length];
    }

    @Override
    public void called(int m, double now, boolean ready) {
        calls[m]++;
        ModelSpec model = scenario.models().get(m);
        priority[m] = clock + calls[m] * model.loadSeconds() / model.memory();
    }

    @Override
    public double worth(int m, double now) {
        return priority[m];
    }

    @Override
    public void evicted(int m, double now) {
        clock = Math.max(clock, priority[m]);
        calls[m] = 0;
    }
}
