package dev.sluice.allocation.rightsizing.recommender;

import java.util.OptionalDouble;

/**
 * A straight line through points of which the older count less: least squares over decayed sums, around a moving origin
 * so that large times lose no digits. State, mutable, six numbers.
 */
public final class DecayingLine {
    private double weight;
    private double meanX;
    private double meanY;
    private double varianceX;
    private double covariance;

    /** Adds a point after all others have decayed to {@code kept} of their weight, 0 to 1. */
    public void add(double x, double y, double kept) {
        double old = weight * kept;
        weight = old + 1;
        double dx = x - meanX;
        double dy = y - meanY;
        // West's update of weighted means and central sums, 1979
        meanX += dx / weight;
        meanY += dy / weight;
        varianceX = varianceX * kept + dx * dx * old / weight;
        covariance = covariance * kept + dx * dy * old / weight;
    }

    /** Change of y for 1 of x; empty where x did not vary. */
    public OptionalDouble slope() {
        return varianceX > 1e-9 * weight * Math.max(1e-9, meanX * meanX) && weight > 1.5
                ? OptionalDouble.of(covariance / varianceX)
                : OptionalDouble.empty();
    }

    /** Height of the line at {@code x}; the mean where there is no slope. */
    public double at(double x) {
        return meanY + slope().orElse(0) * (x - meanX);
    }

    /** Standard deviation of x as a share of its mean; 0 where that is 0. */
    public double spread() {
        return weight > 0 && meanX != 0 ? Math.sqrt(varianceX / weight) / Math.abs(meanX) : 0;
    }

    public double meanX() {
        return meanX;
    }

    public double meanY() {
        return meanY;
    }

    /** The sums, for storing. */
    public double[] state() {
        return new double[] {weight, meanX, meanY, varianceX, covariance};
    }

    /** Continues from {@link #state}. */
    public void restore(double[] sums) {
        weight = sums[0];
        meanX = sums[1];
        meanY = sums[2];
        varianceX = sums[3];
        covariance = sums[4];
    }
}
