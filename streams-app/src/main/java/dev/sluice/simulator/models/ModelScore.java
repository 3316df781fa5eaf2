package dev.sluice.simulator.models;

import java.util.Arrays;

/**
 * How one way to keep models did.
 *
 * @param calls of all models
 * @param misses calls that had to wait until their model was loaded
 * @param waitSeconds that all calls waited
 * @param p50 seconds that half of the misses waited at most; 0 where there is none
 * @param p95 seconds that 95 % of the misses waited at most
 * @param gpuHours in which a GPU had a model on it
 */
public record ModelScore(
        String name, int calls, int misses, double waitSeconds, double p50, double p95, double gpuHours) {
    private static final double HOUR = 3600;

    static ModelScore of(String name, double[] waited, double gpuSeconds) {
        double[] missed = Arrays.stream(waited).filter(w -> w > 0).sorted().toArray();
        return new ModelScore(
                name,
                waited.length,
                missed.length,
                Arrays.stream(missed).sum(),
                quantile(missed, .5),
                quantile(missed, .95),
                gpuSeconds / HOUR);
    }

    private static double quantile(double[] sorted, double level) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(level * sorted.length) - 1];
    }

    /** Share of calls that waited, 0 to 1. */
    public double missShare() {
        return (double) misses / calls;
    }

    /** Seconds that a call waited in the mean. */
    public double meanWait() {
        return waitSeconds / calls;
    }
}
