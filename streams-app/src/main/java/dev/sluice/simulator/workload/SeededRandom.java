package dev.sluice.simulator.workload;

import java.util.SplittableRandom;

/** Seeded draws that workloads are made of. */
public final class SeededRandom {
    private static final double LARGE = 50;

    private final SplittableRandom random;

    public SeededRandom(long seed) {
        random = new SplittableRandom(seed);
    }

    /** From {@code low} to below {@code high}. */
    public double between(double low, double high) {
        return low + (high - low) * random.nextDouble();
    }

    public boolean happens(double probability) {
        return random.nextDouble() < probability;
    }

    public double gaussian() {
        return random.nextGaussian();
    }

    /** Exponential with this mean. */
    public double wait(double mean) {
        return mean * random.nextExponential();
    }

    /** A factor around 1 whose logarithm has the standard deviation {@code spread}. */
    public double factor(double spread) {
        return Math.exp(spread * random.nextGaussian());
    }

    /** A count of independent events of which {@code mean} are expected. */
    public double count(double mean) {
        if (mean > LARGE) {
            return Math.max(0, Math.rint(mean + Math.sqrt(mean) * random.nextGaussian()));
        }
        int count = 0;
        // the number of exponential gaps that fit into the mean is Poisson distributed
        for (double sum = random.nextExponential(); sum < mean; sum += random.nextExponential()) {
            count++;
        }
        return count;
    }
}
