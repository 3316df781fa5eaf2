package dev.sluice.simulator.baseline.tracking;

/** The mean of the last few values. */
public final class RecentMean {
    private final double[] ring;
    private int seen;
    private double sum;

    public RecentMean(int size) {
        ring = new double[size];
    }

    public void add(double value) {
        int slot = seen % ring.length;
        sum += value - ring[slot];
        ring[slot] = value;
        seen++;
        if (slot == ring.length - 1) {
            resum();
        }
    }

    /** The mean; zero before the first value. */
    public double mean() {
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
