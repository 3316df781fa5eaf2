package dev.sluice.simulator.models;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Which model is on which GPU. */
final class GpuMemory {
    /** No GPU. */
    static final int NONE = -1;

    private final ModelScenario scenario;
    private final int[] gpuOf;
    private final double[] free;
    private final int[] models;
    private final double[] usedSince;
    private double gpuSeconds;

    GpuMemory(ModelScenario scenario) {
        this.scenario = scenario;
        gpuOf = new int[scenario.models().size()];
        Arrays.fill(gpuOf, NONE);
        free = new double[scenario.gpus()];
        Arrays.fill(free, scenario.gpuMemory());
        models = new int[scenario.gpus()];
        usedSince = new double[scenario.gpus()];
    }

    boolean holds(int m) {
        return gpuOf[m] != NONE;
    }

    /** Memory of a GPU that no model takes, bytes. */
    double free(int gpu) {
        return free[gpu];
    }

    /** The models that are loaded or loading. */
    IntStream held() {
        return IntStream.range(0, gpuOf.length).filter(this::holds);
    }

    IntStream held(int gpu) {
        return IntStream.range(0, gpuOf.length).filter(m -> gpuOf[m] == gpu);
    }

    /** The GPU with the least memory that is free and enough, so that others stay empty. */
    int roomFor(int m) {
        double needed = scenario.models().get(m).memory();
        int best = NONE;
        for (int gpu = 0; gpu < free.length; gpu++) {
            if (free[gpu] >= needed && (best == NONE || free[gpu] < free[best])) {
                best = gpu;
            }
        }
        return best;
    }

    void put(int m, int gpu, double now) {
        gpuOf[m] = gpu;
        free[gpu] -= scenario.models().get(m).memory();
        if (models[gpu]++ == 0) {
            usedSince[gpu] = now;
        }
    }

    void remove(int m, double now) {
        int gpu = gpuOf[m];
        gpuOf[m] = NONE;
        models[gpu]--;
        if (models[gpu] == 0) {
            free[gpu] = scenario.gpuMemory();
            gpuSeconds += now - usedSince[gpu];
        } else {
            free[gpu] += scenario.models().get(m).memory();
        }
    }

    /** Seconds until {@code end} in which GPUs had a model on them, of all GPUs. */
    double gpuSeconds(double end) {
        double open = IntStream.range(0, models.length)
                .filter(gpu -> models[gpu] > 0)
                .mapToDouble(gpu -> end - usedSince[gpu])
                .sum();
        return gpuSeconds + open;
    }
}
