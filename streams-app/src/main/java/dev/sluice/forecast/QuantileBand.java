package dev.sluice.forecast;

import dev.sluice.forecast.history.Short16;
import dev.sluice.forecast.history.Snapshot;
import java.io.IOException;

/**
 * How far demand comes above its forecast at each quantile level.
 *
 * <p>For each of several measures of spread, the distance of each level is moved up if demand exceeded it and down if
 * not. Each level is then exceeded as often as it states, whatever the errors look like (adaptive conformal
 * inference, Gibbs and Candes 2021, in its quantile-tracking form). The best measure differs between services and
 * levels, so the measures are mixed by a high inverse power of their recent quantile loss.
 */
final class QuantileBand {
    /** The tracked levels. Other levels are interpolated. */
    static final double[] LEVELS = {.5, .7, .8, .9, .95, .975, .99, .999};
    /** Number of measures of spread. */
    static final int SCALES = 6;

    private static final double[] START = {0, .4, .8, 1.4, 2, 2.6, 3.3, 5};
    private static final double RATE = .05;
    private static final double MISS_RATE = .01;
    private static final double LARGEST_MISS = 10;
    private static final int EARLY = 10;
    private static final double LOSS_KEEP = .995;

    private final double[][] distance = new double[SCALES][];
    private final float[][] loss = new float[SCALES][LEVELS.length];
    private final double[] usualMiss = new double[SCALES];
    private int seen;

    QuantileBand() {
        for (int s = 0; s < SCALES; s++) {
            distance[s] = START.clone();
        }
    }

    /**
     * Learns from {@code miss} (demand minus forecast) and {@code scales} (the measures of spread at the time of the
     * forecast).
     */
    void learn(double miss, float[] scales) {
        seen++;
        for (int s = 0; s < SCALES; s++) {
            learn(s, miss / scales[s], scales[s]);
        }
    }

    private void learn(int s, double miss, double scale) {
        double held = seen <= EARLY ? Math.abs(miss) : Math.min(Math.abs(miss), LARGEST_MISS * usualMiss[s]);
        usualMiss[s] += Math.max(MISS_RATE, 1.0 / (seen + 1)) * (held - usualMiss[s]);
        double rate = Math.max(RATE, 1.0 / (seen + 1));
        double[] d = distance[s];
        float[] l = loss[s];
        for (int i = 0; i < d.length; i++) {
            double over = miss - d[i];
            double side = over > 0 ? LEVELS[i] : LEVELS[i] - 1;
            l[i] = Short16.round(LOSS_KEEP * l[i] + scale * side * over);
            d[i] += rate * side * Math.max(usualMiss[s], Math.abs(d[i]));
        }
    }

    /** Quantiles at {@link #LEVELS}, never falling, for a forecast and its measures of spread. */
    double[] quantiles(double point, float[] scales) {
        double[] values = new double[LEVELS.length];
        double reached = 0;
        for (int i = 0; i < values.length; i++) {
            reached = Math.max(reached, point + above(i, scales));
            values[i] = reached;
        }
        return values;
    }

    private double above(int level, float[] scales) {
        double least = Double.MAX_VALUE;
        for (int s = 0; s < SCALES; s++) {
            least = Math.min(least, loss[s][level]);
        }
        double floor = 1e-9 * least + Double.MIN_NORMAL;
        double sum = 0;
        double total = 0;
        for (int s = 0; s < SCALES; s++) {
            double weight = power20((least + floor) / (loss[s][level] + floor));
            total += weight;
            sum += weight * scales[s] * distance[s][level];
        }
        return sum / total;
    }

    private static double power20(double x) {
        double x2 = x * x;
        double x4 = x2 * x2;
        double x8 = x4 * x4;
        return x8 * x8 * x4;
    }

    void pass(Snapshot pass) throws IOException {
        seen = pass.count(seen);
        pass.singles(usualMiss, SCALES);
        for (int s = 0; s < SCALES; s++) {
            pass.singles(distance[s], LEVELS.length);
            pass.halves(loss[s], LEVELS.length);
        }
    }
}
