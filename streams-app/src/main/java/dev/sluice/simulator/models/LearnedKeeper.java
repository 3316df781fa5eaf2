package dev.sluice.simulator.models;

import dev.sluice.policy.idle.ColdStartWorth;
import dev.sluice.policy.idle.IdleBudget;
import dev.sluice.policy.idle.IdleTracker;
import dev.sluice.policy.idle.LoadState;
import dev.sluice.policy.idle.ModelWorth;
import dev.sluice.simulator.models.workload.ModelSpec;
import java.util.BitSet;
import java.util.stream.Stream;

/**
 * Sluice's rule: a model is given up where that costs least, by its chance of a call, its load time and its memory. If memory need
 * not be full, the keep-alive rule also gives up what is not worth its memory, and loads ahead what is.
 */
final class LearnedKeeper implements ModelKeeper {
    private static final double MINUTE = 60;

    private final ModelScenario scenario;
    private final IdleTracker[] models;
    private final boolean full;
    private final double meanLoad;
    private final double meanMemory;
    private final BitSet called = new BitSet();
    private final BitSet cold = new BitSet();

    /** With {@code full}, models stay until their memory is needed. */
    LearnedKeeper(ModelScenario scenario, double budget, boolean full) {
        this.scenario = scenario;
        this.full = full;
        models = Stream.generate(() -> IdleTracker.of(ColdStartWorth.ALONE, IdleBudget.alone(budget)))
                .limit(scenario.models().size())
                .toArray(IdleTracker[]::new);
        meanLoad = scenario.models().stream()
                .mapToDouble(ModelSpec::loadSeconds)
                .average()
                .orElse(1);
        meanMemory = scenario.models().stream()
                .mapToDouble(ModelSpec::memory)
                .average()
                .orElse(1);
    }

    private static long minute(double now) {
        return (long) Math.floor(now / MINUTE);
    }

    @Override
    public void called(int m, double now, boolean ready) {
        if (!called.get(m)) {
            called.set(m);
            cold.set(m, !ready);
        }
    }

    @Override
    public void minuteEnded(int m, double from, boolean loaded) {
        models[m].ended(minute(from), called.get(m), !cold.get(m), loaded);
        called.clear(m);
        cold.clear(m);
    }

    @Override
    public double worth(int m, double now) {
        ModelSpec model = scenario.models().get(m);
        return ModelWorth.perByte(models[m].history(), minute(now), model.loadSeconds(), model.memory());
    }

    @Override
    public boolean stays(int m, double now) {
        return full || pays(m, now, LoadState.IDLE);
    }

    @Override
    public boolean preloads(int m, double now) {
        return pays(m, now, LoadState.GONE);
    }

    private boolean pays(int m, double now, LoadState state) {
        ModelSpec model = scenario.models().get(m);
        int lead = (int) Math.round(model.loadSeconds() / MINUTE);
        double weight = (model.memory() / meanMemory) / (Math.max(1, model.loadSeconds()) / Math.max(1, meanLoad));
        return models[m].decide(state, minute(now), lead, weight).load();
    }
}
