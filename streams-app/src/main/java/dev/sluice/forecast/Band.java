package dev.sluice.forecast;

import java.io.IOException;

/**
 * How far above its forecast demand comes at each level, in units of the forecast's recent error.
 *
 * <p>Each level's distance is moved up when demand exceeded it and down when not, so that it is exceeded as often as it
 * says whatever the errors look like (adaptive conformal inference, Gibbs and Candes 2021, in its quantile-tracking
 * form).
 */
final class Band {
    static final double[] LEVELS = {.5, .6, .7, .8, .9, .95, .975, .99, .995, .999};
    private static final double RATE = .05;
    private static final double[] START = {0, .2, .4, .8, 1.4, 2, 2.6, 3.3, 4, 5};

    private final double[] distance = START.clone();

    /** {@code miss}: demand minus forecast in units of the error scale. */
    void learn(double miss) {
        for (int i = 0; i < LEVELS.length; i++) {
            double step = RATE * (miss > distance[i] ? LEVELS[i] : LEVELS[i] - 1);
            distance[i] += step * Math.max(1, Math.abs(distance[i]));
        }
    }

    /** Distances at {@link #LEVELS}, never falling, for a forecast and its error scale. */
    double[] quantiles(double point, double scale) {
        double[] values = new double[LEVELS.length];
        double reached = 0;
        for (int i = 0; i < values.length; i++) {
            reached = Math.max(reached, point + scale * distance[i]);
            values[i] = reached;
        }
        return values;
    }

    void pass(Snapshot pass) throws IOException {
        pass.singles(distance, distance.length);
    }
}
