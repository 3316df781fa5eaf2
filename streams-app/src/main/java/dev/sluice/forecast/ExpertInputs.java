package dev.sluice.forecast;

import dev.sluice.forecast.expert.Experts;
import dev.sluice.forecast.history.RecentPast;
import dev.sluice.forecast.history.Seasons;
import dev.sluice.forecast.history.SeasonsAhead;
import dev.sluice.forecast.history.Short16;

/**
 * The inputs for one window ahead, from the recent past and the seasons: the experts' values and the regressions'
 * features.
 */
final class ExpertInputs {
    /** Number of features without a season, then of all features. */
    static final int PLAIN = 9;

    static final int FEATURES = 17;

    private static final int LAGS = 4;
    private static final int SPEEDS = 4;

    private final RecentPast past;
    private final Seasons seasons;
    private final int horizon;
    private final SeasonsAhead ahead;
    private double unit;

    ExpertInputs(RecentPast past, Seasons seasons, int horizon) {
        this.past = past;
        this.seasons = seasons;
        this.ahead = new SeasonsAhead(seasons);
        this.horizon = horizon;
    }

    /** Computes the inputs as of the last observed window. */
    void look(double[] values, float[] features) {
        long target = seasons.ahead(horizon);
        ahead.look(target);
        for (int i = 0; i < Experts.ALL.size(); i++) {
            values[i] = Experts.ALL.get(i).value(past, ahead);
        }
        unit = past.mean() > 0 ? 1 / past.mean() : 0;
        plainFeatures(features);
        seasonalFeatures(features, target);
    }

    private void plainFeatures(float[] x) {
        double last = root(past.last());
        x[0] = .3f;
        double newer = last;
        for (int i = 1; i <= LAGS; i++) {
            double older = root(past.lag(i));
            x[i] = Short16.round(newer - older);
            newer = older;
        }
        for (int i = 1; i <= SPEEDS; i++) {
            x[LAGS + i] = Short16.round(root(past.ewma(i)) - last);
        }
    }

    private void seasonalFeatures(float[] x, long target) {
        double last = past.last();
        double dayBefore = seasons.day().before(target);
        x[PLAIN] = difference(ahead.day(), seasons.dayNow());
        x[PLAIN + 1] = difference(ahead.day(), last);
        x[PLAIN + 2] = difference(dayBefore, seasons.day().before(seasons.now()));
        x[PLAIN + 3] = difference(dayBefore, ahead.day());
        x[PLAIN + 4] = difference(ahead.week(), seasons.weekNow());
        x[PLAIN + 5] = difference(ahead.week(), last);
        x[PLAIN + 6] = difference(seasons.week().before(target), seasons.week().before(seasons.now()));
        x[PLAIN + 7] = difference(ahead.hour(), seasons.hourNow());
    }

    private double root(double demand) {
        return Math.sqrt(demand * unit);
    }

    /** The difference, or 0 if one of the values is not known. */
    private float difference(double a, double b) {
        return a >= 0 && b >= 0 ? Short16.round(root(a) - root(b)) : 0f;
    }
}
