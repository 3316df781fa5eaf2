package dev.sluice.simulator.backtest;

import java.util.ArrayList;
import java.util.List;

/**
 * How far forecasts at one horizon were from what came.
 *
 * @param horizon seconds
 * @param count forecasts scored
 * @param wape sum of absolute errors over the sum of demand
 * @param mase sum of absolute errors over that of the last value at the same horizon; below 1 is better than it
 * @param levels what was scored of the quantiles
 */
public record ForecastAccuracy(double horizon, int count, double wape, double mase, List<Level> levels) {
    /**
     * How good one quantile was.
     *
     * @param level of the quantile, 0 to 1
     * @param wql twice the sum of quantile losses over the sum of demand
     * @param coverage share of windows whose demand was not above the quantile
     */
    public record Level(double level, double wql, double coverage) {}

    public ForecastAccuracy {
        levels = List.copyOf(levels);
    }

    /** The level asked for. */
    public Level level(double level) {
        return levels.stream()
                .filter(l -> Math.abs(l.level() - level) < 1e-9)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("level " + level + " was not scored"));
    }

    /** Errors being added up. */
    static final class Sum {
        private static final double TINY = 1e-9;

        private final double[] levels;
        private final double[] losses;
        private final int[] covered;
        private int count;
        private double demand;
        private double errors;
        private double lastErrors;

        Sum(double[] levels) {
            this.levels = levels.clone();
            losses = new double[levels.length];
            covered = new int[levels.length];
        }

        void add(double last, double y, Backtest.Row row) {
            count++;
            demand += y;
            errors += Math.abs(y - row.point());
            lastErrors += Math.abs(y - last);
            for (int i = 0; i < levels.length; i++) {
                double over = y - row.quantiles().get(i);
                losses[i] += 2 * (over >= 0 ? levels[i] : levels[i] - 1) * over;
                covered[i] += over <= 0 ? 1 : 0;
            }
        }

        ForecastAccuracy over(double horizon) {
            List<Level> scored = new ArrayList<>();
            double total = Math.max(demand, TINY);
            for (int i = 0; i < levels.length; i++) {
                scored.add(new Level(levels[i], losses[i] / total, covered[i] / (double) Math.max(1, count)));
            }
            return new ForecastAccuracy(horizon, count, errors / total, errors / Math.max(lastErrors, TINY), scored);
        }
    }
}
