package dev.sluice.forecast;

import dev.sluice.forecast.expert.Experts;
import dev.sluice.forecast.history.RecentPast;
import dev.sluice.forecast.history.Seasons;
import dev.sluice.forecast.history.Short16;
import dev.sluice.forecast.history.Snapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The forecast at one horizon: its experts, their weights, its quantile band and its recent errors.
 *
 * <p><b>Idea.</b> Each expert gives one value for the window at the horizon. 13 experts are simple ({@link Experts}):
 * the last value, means, medians and seasons. The other two are regressions, a slow and a fast one. They predict the
 * change of {@code sqrt(demand / mean)}, because the noise of counts grows with the root of demand. The {@link
 * Mixture} weighs the values by recent error, and the {@link QuantileBand} adds how far demand comes above the
 * mixture.
 *
 * <p><b>Formula.</b> With y the last demand, m the long-run mean and c the change that a regression predicts:
 *
 * <pre>
 *   regression = min(m max(0, sqrt(y / m) + c)^2, 1.5 max)      max: highest demand of the recent past
 *   forecast   = sum of weight x value over all experts
 * </pre>
 *
 * <p><b>States.</b> Until a regression has learned from {@value #UNTAUGHT} forecasts, its value is the fastest mean.
 * The band starts to learn after the same number of errors.
 *
 * <p><b>Example.</b> The mean and the last demand are both 100 per second. A regression that predicts a change of .1
 * gives 100 x 1.1^2 = 121 per second. If the regressions have a weight of .5 and the other experts say 100, the
 * forecast is 110.5.
 */
final class HorizonModel {
    private static final int UNTAUGHT = 20;
    private static final double[] KEEPS = {.998, .98};
    private static final double[] RIDGES = {.01, .03};
    private static final String[] REGRESSIONS = {"regression, slow", "regression, fast"};
    private static final int FIRST = Experts.ALL.size();
    private static final int EXPERTS = FIRST + REGRESSIONS.length;

    private final int horizon;
    private final RecentPast past;
    private final Seasons seasons;
    private final ExpertInputs outlook;
    private final PendingForecasts pending;
    private final Regression[] regressions = new Regression[REGRESSIONS.length];
    private final Mixture mixture;
    private final QuantileBand band = new QuantileBand();
    private final ForecastErrors track;

    private final double[] values = new double[EXPERTS];
    private final double[] saidValues = new double[EXPERTS];
    private final float[] features = new float[ExpertInputs.FEATURES];
    private final float[] scales = new float[QuantileBand.SCALES];
    private int width = ExpertInputs.PLAIN;
    private double mixed;

    HorizonModel(int horizon, RecentPast past, Seasons seasons) {
        this.horizon = horizon;
        this.past = past;
        this.seasons = seasons;
        outlook = new ExpertInputs(past, seasons, horizon);
        pending = new PendingForecasts(horizon, EXPERTS, ExpertInputs.FEATURES);
        int stride = pending.stride();
        for (int i = 0; i < regressions.length; i++) {
            regressions[i] = new Regression(ExpertInputs.FEATURES, Math.pow(KEEPS[i], stride), RIDGES[i]);
            regressions[i].width(width);
        }
        mixture = new Mixture(EXPERTS, stride);
        track = new ForecastErrors(stride);
    }

    int horizon() {
        return horizon;
    }

    /** Learns from window {@code index}, the last one of the past, then forecasts from it. */
    void observe(long index) {
        widen(seasons.any() ? ExpertInputs.FEATURES : ExpertInputs.PLAIN);
        if (pending.has(index)) {
            learn(pending.about(index), past.last());
        }
        look();
        if (pending.keeps(index)) {
            keep(pending.made(index));
        }
    }

    private void widen(int wanted) {
        if (wanted != width) {
            width = wanted;
            for (Regression regression : regressions) {
                regression.width(wanted);
            }
        }
    }

    private void learn(PendingForecasts.Slot said, double y) {
        said.values(saidValues);
        if (track.count() >= UNTAUGHT) {
            band.learn(y - said.mixed, said.scales);
        }
        track.add(y, said.mixed, said.last, said.mean);
        mixture.learn(saidValues, said.mixed, y);
        if (said.mean > 0) {
            double change = Math.sqrt(y / said.mean) - Math.sqrt(said.last / said.mean);
            for (Regression regression : regressions) {
                regression.learn(said.features, change);
            }
        }
    }

    private void look() {
        outlook.look(values, features);
        double mean = past.mean();
        double root = mean > 0 ? Math.sqrt(past.last() / mean) : 0;
        for (int i = 0; i < regressions.length; i++) {
            double ahead = Math.max(0, root + regressions[i].predict(features));
            values[FIRST + i] = regressions[i].updates() < UNTAUGHT
                    ? past.ewma(0)
                    : Math.min(ahead * ahead * mean, 1.5 * past.max());
        }
        mixed = mixture.mix(values);
        spread(mean);
    }

    /**
     * The measures of spread for the band: recent error, error by height, a measure with disagreement, long-run
     * error, range and height.
     */
    private void spread(double mean) {
        double least = 1e-9 + 1e-3 * mean;
        double recent = track.recent();
        double byRoot = track.byRoot(mixed, mean);
        scales[0] = Short16.round(recent + least);
        scales[1] = Short16.round(byRoot + least);
        scales[2] = Short16.round(Math.sqrt((doubt() + .2 * track.slow()) * .5 * (recent + byRoot)) + least);
        scales[3] = Short16.round(track.slow() + least);
        scales[4] = Short16.round(past.range() + least);
        scales[5] = Short16.round(mixed + least);
    }

    /** Disagreement: the mean distance of the experts from their mixture. */
    private double doubt() {
        double sum = 0;
        for (double value : values) {
            sum += Math.abs(value - mixed);
        }
        return sum / EXPERTS;
    }

    private void keep(PendingForecasts.Slot slot) {
        slot.mixed = (float) mixed;
        slot.last = past.last();
        slot.mean = (float) past.mean();
        slot.keep(values, features, scales);
    }

    Forecast forecast(long originMillis) {
        return new Forecast(
                originMillis,
                horizon,
                mixed,
                track.usable(),
                track.scale(mixed, past.mean()),
                band.quantiles(mixed, scales));
    }

    List<ExpertWeight> experts(int top) {
        List<ExpertWeight> all = new ArrayList<>();
        for (int i = 0; i < EXPERTS; i++) {
            String name = i < FIRST ? Experts.ALL.get(i).name() : REGRESSIONS[i - FIRST];
            all.add(new ExpertWeight(name, mixture.weight(i), values[i]));
        }
        all.sort(Comparator.comparingDouble(ExpertWeight::weight).reversed());
        return List.copyOf(all.subList(0, Math.min(top, all.size())));
    }

    /** Passes the state. It is rounded afterwards, so the forecast is computed again. */
    void pass(Snapshot pass) throws IOException {
        width = pass.count(width);
        track.pass(pass);
        band.pass(pass);
        mixture.pass(pass);
        for (Regression regression : regressions) {
            regression.pass(pass);
        }
        pending.pass(pass, width);
        if (past.seen() > 0) {
            look();
        }
    }
}
