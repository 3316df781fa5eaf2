package dev.sluice.simulator.models;

import java.util.List;

/** Sluice's rule against others, on the same calls and GPUs. */
public final class ModelContest {
    private ModelContest() {}

    /**
     * Plays them all.
     *
     * @param budget idle minutes that Sluice's keep-alive rule may spend for each of a fixed 10-minute keep-alive's
     */
    public static List<ModelScore> run(ModelScenario scenario, double budget) {
        int models = scenario.models().size();
        return List.of(
                play("lru", scenario, new Lru(models, Double.POSITIVE_INFINITY)),
                play("fixed 10 min", scenario, new Lru(models, 10)),
                play("fixed 60 min", scenario, new Lru(models, 60)),
                play("greedy-dual", scenario, new GreedyDual(scenario)),
                play("sluice", scenario, new LearnedKeeper(scenario, budget, false)),
                play("sluice, memory full", scenario, new LearnedKeeper(scenario, budget, true)),
                play("clairvoyant", scenario, new Clairvoyant(scenario)));
    }

    private static ModelScore play(String name, ModelScenario scenario, ModelKeeper keeper) {
        return new GpuPlant(scenario, keeper).play(name);
    }
}
