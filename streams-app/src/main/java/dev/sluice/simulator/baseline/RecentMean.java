package dev.sluice.simulator.baseline;

/** The mean of the last few values. */
final class RecentMean {
    private final double[] ring;
    private int seen;
    private double sum;

    RecentMean(int size) {
        ring = new double[size];
    }

    void add(double value) {
        int slot = seen % ring.length;
        sum += value - ring[slot];
        ring[slot] = value;
        seen++;
        if (slot == ring.length - 1) {
            resum();
        }
    }

    /** The mean; zero before the first value. */
    double mean() {
        return seen == 0 ? 0 : sum / Math.min(seen, ring.length);
    }

    // rounding errors of the running sum must not pile up over a year
    private void resum() {
        sum = 0;
        for (double v : ring) {
            sum += v;
        }
    }
}
