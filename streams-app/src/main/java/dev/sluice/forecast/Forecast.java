package dev.sluice.forecast;

import java.time.Instant;

/** What one window's demand is expected to be: a point, a quantile at any level, and how much to trust it. */
public final class Forecast {
    private final long originMillis;
    private final int horizonSteps;
    private final double point;
    private final boolean usable;
    private final ErrorScale errorScale;
    private final double[] quantiles;

    /** {@code quantiles} at {@link QuantileBand#LEVELS}; owned by the forecast from here on. */
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

    /** The end of the last window that was known. */
    public Instant origin() {
        return Instant.ofEpochMilli(originMillis);
    }

    /** Windows from the last known one to the one that is forecast. */
    public int horizonSteps() {
        return horizonSteps;
    }

    /** The demand expected in that window, in the unit that was observed. */
    public double point() {
        return point;
    }

    /** False when the forecast has not been better than the last value lately at this horizon. */
    public boolean usable() {
        return usable;
    }

    /** How large the errors of this forecast have been lately. */
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
        // between two levels: linear in the logarithm of the chance of exceeding
        double share = Math.log((1 - levels[i - 1]) / (1 - level)) / Math.log((1 - levels[i - 1]) / (1 - levels[i]));
        return quantiles[i - 1] + share * (quantiles[i] - quantiles[i - 1]);
    }

    /** The same in another unit of demand, of which one here makes {@code factor}. */
    public Forecast times(double factor) {
        double[] scaled = quantiles.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        ErrorScale errors =
                new ErrorScale(errorScale.count(), factor * errorScale.recent(), factor * errorScale.scaled());
        return new Forecast(originMillis, horizonSteps, factor * point, usable, errors, scaled);
    }

    @Override
    public String toString() {
        return "Forecast[origin=" + origin() + ", horizonSteps=" + horizonSteps + ", point=" + point + ", usable="
                + usable + ", errorScale=" + errorScale + "]";
    }
}
