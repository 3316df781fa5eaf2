package dev.sluice.forecast;

import java.time.Instant;

/** The expected demand of one window: a point, a quantile at any level, and how far to trust it. */
public final class Forecast {
    private final long originMillis;
    private final int horizonSteps;
    private final double point;
    private final boolean usable;
    private final ErrorScale errorScale;
    private final double[] quantiles;

    /** {@code quantiles} are at {@link QuantileBand#LEVELS}. The forecast owns the array from now on. */
    Forecast(
            long originMillis,
            int horizonSteps,
            double point,
            boolean usable,
            ErrorScale errorScale,
            double[] quantiles) {
        this.originMillis = originMillis;
        this.horizonSteps = horizonSteps;
        this.point = point;
        this.usable = usable;
        this.errorScale = errorScale;
        this.quantiles = quantiles;
    }

    /** The end of the last observed window. */
    public Instant origin() {
        return Instant.ofEpochMilli(originMillis);
    }

    /** Number of windows from the last observed one to the forecast one. */
    public int horizonSteps() {
        return horizonSteps;
    }

    /** The demand expected in that window, in the observed unit. */
    public double point() {
        return point;
    }

    /** False if the forecast has recently been no better than the last value at this horizon. */
    public boolean usable() {
        return usable;
    }

    /** How large the recent errors of this forecast are. */
    public ErrorScale errorScale() {
        return errorScale;
    }

    /** The demand that is not exceeded with probability {@code level}, .5 to .999. */
    public double quantile(double level) {
        double[] levels = QuantileBand.LEVELS;
        if (!(level >= levels[0] && level <= levels[levels.length - 1])) {
            throw new IllegalArgumentException("level must be from .5 to .999, was " + level);
        }
        int i = 1;
        while (levels[i] < level) {
            i++;
        }
        // between two levels: linear in the logarithm of the probability of exceeding
        double share = Math.log((1 - levels[i - 1]) / (1 - level)) / Math.log((1 - levels[i - 1]) / (1 - levels[i]));
        return quantiles[i - 1] + share * (quantiles[i] - quantiles[i - 1]);
    }

    /** The same forecast in another unit: one unit here is {@code factor} of the other. */
    public Forecast times(double factor) {
        double[] scaled = quantiles.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        ErrorScale errors =
                new ErrorScale(errorScale.count(), factor * errorScale.recent(), factor * errorScale.scaled());
        return new Forecast(originMillis, horizonSteps, factor * point, usable, errors, scaled);
    }

    /**
     * The sum of two demands, in the later of both windows. Quantiles are added, as if both were high together: so they are not too
     * low, whatever the two have to do with each other.
     */
    public Forecast plus(Forecast other) {
        double[] sums = quantiles.clone();
        for (int i = 0; i < sums.length; i++) {
            sums[i] += other.quantiles[i];
        }
        ErrorScale errors = new ErrorScale(
                Math.min(errorScale.count(), other.errorScale.count()),
                errorScale.recent() + other.errorScale.recent(),
                errorScale.scaled() + other.errorScale.scaled());
        return new Forecast(
                originMillis,
                Math.max(horizonSteps, other.horizonSteps),
                point + other.point,
                usable && other.usable,
                errors,
                sums);
    }

    @Override
    public String toString() {
        return "Forecast[origin=" + origin() + ", horizonSteps=" + horizonSteps + ", point=" + point + ", usable="
                + usable + ", errorScale=" + errorScale + "]";
    }
}
