package dev.sluice.forecast;

/** What the recent past and the seasons say about one window ahead: the experts' values and the regressions' features. */
final class ExpertInputs {
    /** The experts that are not regressions, in the order of their values. */
    static final String[] EXPERTS = {
        "last value",
        "mean .6",
        "mean .3",
        "mean .1",
        "median of 5",
        "median of 61",
        "day by ratio",
        "day by last level",
        "day by level",
        "week by level",
        "week by ratio",
        "hour by level",
        "zero"
    };
    /** Features without a season, then all. */
    static final int PLAIN = 9;

    static final int FEATURES = 17;

    private static final int LAGS = 4;
    private static final int SPEEDS = 4;

    private final RecentPast past;
    private final Seasons seasons;
    private final int horizon;
    private double day;
    private double week;
    private double hour;
    private double unit;

    ExpertInputs(RecentPast past, Seasons seasons, int horizon) {
        this.past = past;
        this.seasons = seasons;
        this.horizon = horizon;
    }

    /** Looks from the last window seen. */
    void look(double[] values, float[] features) {
        long target = seasons.ahead(horizon);
        day = seasons.day().at(target);
        week = seasons.week().at(target);
        hour = seasons.hour().at(target);
        plainExperts(values);
        seasonalExperts(values);
        unit = past.mean() > 0 ? 1 / past.mean() : 0;
        plainFeatures(features);
        seasonalFeatures(features, target);
    }

    private void plainExperts(double[] values) {
        values[0] = past.last();
        values[1] = past.ewma(0);
        values[2] = past.ewma(1);
        values[3] = past.ewma(2);
        values[4] = past.median5();
        values[5] = past.median61();
        values[12] = 0;
    }

    private void seasonalExperts(double[] values) {
        boolean daily = day >= 0 && seasons.dayNow() >= 0;
        values[6] = daily ? day * seasons.dayRatio() : past.ewma(3);
        values[7] = daily ? Math.max(0, day + seasons.dayFast()) : past.ewma(0);
        values[8] = daily ? Math.max(0, day + seasons.daySlow()) : past.ewma(1);
        boolean weekly = week >= 0 && seasons.weekNow() >= 0;
        values[9] = weekly ? Math.max(0, week + seasons.weekLevel()) : values[8];
        values[10] = weekly ? week * seasons.weekRatio() : values[6];
        boolean hourly = hour >= 0 && seasons.hourNow() >= 0;
        values[11] = hourly ? Math.max(0, hour + seasons.hourLevel()) : 0;
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
        x[PLAIN] = difference(day, seasons.dayNow());
        x[PLAIN + 1] = difference(day, last);
        x[PLAIN + 2] = difference(dayBefore, seasons.day().before(seasons.now()));
        x[PLAIN + 3] = difference(dayBefore, day);
        x[PLAIN + 4] = difference(week, seasons.weekNow());
        x[PLAIN + 5] = difference(week, last);
        x[PLAIN + 6] = difference(seasons.week().before(target), seasons.week().before(seasons.now()));
        x[PLAIN + 7] = difference(hour, seasons.hourNow());
    }

    private double root(double demand) {
        return Math.sqrt(demand * unit);
    }

    /** 0 where one of them is not known. */
    private float difference(double a, double b) {
        return a >= 0 && b >= 0 ? Short16.round(root(a) - root(b)) : 0f;
    }
}
