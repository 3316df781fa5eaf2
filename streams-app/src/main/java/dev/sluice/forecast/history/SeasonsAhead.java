package dev.sluice.forecast.history;

/** What the seasons predict for one window ahead. Values below 0 mean no prediction. */
public final class SeasonsAhead {
    private final Seasons seasons;
    private double day;
    private double week;
    private double hour;

    public SeasonsAhead(Seasons seasons) {
        this.seasons = seasons;
    }

    /** Computes the predictions for a window. */
    public void look(long target) {
        day = seasons.day().at(target);
        week = seasons.week().at(target);
        hour = seasons.hour().at(target);
    }

    public double day() {
        return day;
    }

    public double week() {
        return week;
    }

    public double hour() {
        return hour;
    }

    /** True if the daily profile is known, both at the window and now. */
    public boolean daily() {
        return day >= 0 && seasons.dayNow() >= 0;
    }

    public boolean weekly() {
        return week >= 0 && seasons.weekNow() >= 0;
    }

    public boolean hourly() {
        return hour >= 0 && seasons.hourNow() >= 0;
    }

    /** How present demand compares with the seasons. */
    public Seasons now() {
        return seasons;
    }
}
