package dev.sluice.simulator.baseline.hpa;

import java.util.Arrays;

/**
 * Additive Holt-Winters: a level, a trend and a season, each an exponential average.
 *
 * <p>Source: jthomperoo/holtwinters; the fitted value is the one after the update, as there. The library's
 * multiplicative form multiplies the season with the trend alone while it smooths and adds it when it forecasts: it is
 * left out on purpose.
 */
public final class HoltWinters {
    /** Weights of the newest value in level, trend and season, each from 0 to 1. */
    public record Smoothing(double alpha, double beta, double gamma) {
        public Smoothing {
            requireShare("alpha", alpha);
            requireShare("beta", beta);
            requireShare("gamma", gamma);
        }

        private static void requireShare(String name, double value) {
            if (!(value >= 0 && value <= 1)) {
                throw new IllegalArgumentException(name + " must be between 0 and 1, not " + value);
            }
        }
    }

    private final Smoothing smoothing;
    private final double[] season;
    private double level;
    private double trend;
    private int seen;

    /** A model begun with the whole seasons of {@code series}, which holds at least one; it has seen its first value. */
    public HoltWinters(double[] series, int length, Smoothing smoothing) {
        if (length < 2) {
            throw new IllegalArgumentException("season length must be at least 2, not " + length);
        }
        if (series.length < length) {
            throw new IllegalArgumentException("needs one season of " + length + " values, not " + series.length);
        }
        this.smoothing = smoothing;
        this.season = firstSeason(series, length);
        this.level = series[0];
        this.trend = firstTrend(series, length);
        this.seen = 1;
    }

    /** Fitted values of the series, then {@code ahead} forecasts. */
    public static double[] fit(double[] series, int length, Smoothing smoothing, int ahead) {
        if (ahead < 0) {
            throw new IllegalArgumentException("cannot forecast " + ahead + " values");
        }
        HoltWinters model = new HoltWinters(series, length, smoothing);
        double[] out = Arrays.copyOf(series, series.length + ahead);
        for (int i = 1; i < series.length; i++) {
            out[i] = model.update(series[i]);
        }
        for (int m = 1; m <= ahead; m++) {
            out[series.length + m - 1] = model.forecast(m);
        }
        return out;
    }

    /** Takes in the next value; gives its fit. */
    public double update(double value) {
        int phase = seen++ % season.length;
        double before = level;
        level = mix(smoothing.alpha(), value - season[phase], level + trend);
        trend = mix(smoothing.beta(), level - before, trend);
        season[phase] = mix(smoothing.gamma(), value - level, season[phase]);
        return level + trend + season[phase];
    }

    /** The value expected {@code ahead} values after the last. */
    public double forecast(int ahead) {
        return level + ahead * trend + season[(seen + ahead - 1) % season.length];
    }

    private static double mix(double weight, double fresh, double old) {
        return weight * fresh + (1 - weight) * old;
    }

    private static double firstTrend(double[] series, int length) {
        if (series.length < 2 * length) {
            return series[1] - series[0];
        }
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (series[length + i] - series[i]) / length;
        }
        return sum / length;
    }

    private static double[] firstSeason(double[] series, int length) {
        int seasons = series.length / length;
        double[] first = new double[length];
        for (int s = 0; s < seasons; s++) {
            double mean = 0;
            for (int i = 0; i < length; i++) {
                mean += series[s * length + i] / length;
            }
            for (int i = 0; i < length; i++) {
                first[i] += (series[s * length + i] - mean) / seasons;
            }
        }
        return first;
    }
}
