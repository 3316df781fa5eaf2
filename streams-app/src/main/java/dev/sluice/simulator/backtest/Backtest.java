package dev.sluice.simulator.backtest;

import dev.sluice.forecast.Forecast;
import dev.sluice.forecast.Forecaster;
import dev.sluice.simulator.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Forecasts made along recorded demand, each from what had ended by then, and how they came out. */
public final class Backtest {
    /** Levels whose quantiles are written and scored. */
    private static final double[] LEVELS = {.5, .9, .95, .99};

    private final Trace trace;
    private final int[] horizons;
    private final List<Row> rows = new ArrayList<>();

    /**
     * One forecast.
     *
     * @param origin seconds, the end of the last window that was known
     * @param horizon seconds from there to the end of the window that is forecast
     * @param point demand a window
     * @param quantiles demand a window at .5, .9, .95 and .99
     */
    public record Row(double origin, double horizon, double point, List<Double> quantiles) {}

    private Backtest(Trace trace, int[] horizons) {
        this.trace = trace;
        this.horizons = horizons.clone();
    }

    /** Forecasts from every window of the trace; {@code horizons} in steps of the trace, ascending. */
    public static Backtest of(Trace trace, int... horizons) {
        Backtest backtest = new Backtest(trace, horizons);
        backtest.play(new Forecaster(Duration.ofMillis(Math.round(trace.step() * 1000)), horizons));
        return backtest;
    }

    private void play(Forecaster forecaster) {
        for (int i = 0; i < trace.length(); i++) {
            forecaster.observe(Math.round(trace.end(i) * 1000), trace.values()[i]);
            for (int horizon : horizons) {
                rows.add(row(trace.end(i), forecaster.forecast(horizon)));
            }
        }
    }

    private Row row(double origin, Forecast forecast) {
        List<Double> quantiles = new ArrayList<>();
        for (double level : LEVELS) {
            quantiles.add(forecast.quantile(level));
        }
        return new Row(origin, forecast.horizonSteps() * trace.step(), forecast.point(), List.copyOf(quantiles));
    }

    /** Every forecast in order of origin, then horizon. */
    public List<Row> rows() {
        return List.copyOf(rows);
    }

    /** How the forecasts came out, one a horizon; origins in the first {@code skip} seconds do not count. */
    public List<ForecastAccuracy> accuracy(double skip) {
        List<ForecastAccuracy> all = new ArrayList<>();
        for (int k = 0; k < horizons.length; k++) {
            ForecastAccuracy.Sum sum = new ForecastAccuracy.Sum(LEVELS);
            for (int i = 0; i + horizons[k] < trace.length(); i++) {
                if (trace.end(i) >= trace.start() + skip) {
                    sum.add(trace.values()[i], trace.values()[i + horizons[k]], rows.get(i * horizons.length + k));
                }
            }
            all.add(sum.over(horizons[k] * trace.step()));
        }
        return all;
    }
}
