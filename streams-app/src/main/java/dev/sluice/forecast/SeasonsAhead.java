package dev.sluice.forecast;

/** What the seasons predict for one window ahead. Values below 0 mean no prediction. */
final class SeasonsAhead {
    private final Seasons seasons;
    private double day;
    private double week;
    private double hour;

    SeasonsAhead(Seasons seasons) {
        this.seasons = seasons;
    }

    /** Computes the predictions for a window. */
    void look(long target) {
        day = seasons.day().at(target);
        week = seasons.week().at(target);
        hour = seasons.hour().at(target);
    }

    double day() {
        return day;
    }

    double week() {
        return week;
    }

    double hour() {
        return hour;
    }

    /** True if the daily profile is known, both at the window and now. */
    boolean daily() {
        return day >= 0 && seasons.dayNow() >= 0;
    }

    boolean weekly() {
        return week >= 0 && seasons.weekNow() >= 0;
    }

    boolean hourly() {
        return hour >= 0 && seasons.hourNow() >= 0;
    }

    /** How present demand compares with the seasons. */
    Seasons now() {
        return seasons;
    }
}
