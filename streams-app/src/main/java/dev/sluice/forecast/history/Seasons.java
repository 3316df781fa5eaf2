package dev.sluice.forecast.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The hourly, daily and weekly seasons, and how demand compares with them. */
public final class Seasons {
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long WEEK = 7 * DAY;
    private static final double RATIO_RATE = .15;
    private static final double LARGEST_RATIO = 5;

    private final long step;
    private final Season hour;
    private final Season day;
    private final Season week;
    private double hourNow;
    private double dayNow;
    private double weekNow;
    private long middle;
    private double dayFast;
    private double daySlow;
    private double weekLevel;
    private double hourLevel;
    private double slowDemand;
    private double slowDay;
    private double slowWeek;
    private long seen;

    public Seasons(long step) {
        this.step = step;
        int reach = step < 5 * MINUTE ? 2 : step < 30 * MINUTE ? 1 : 0;
        hour = new Season(HOUR, Math.max(step, MINUTE), new Season.Shape(.1, 0, 24), Optional.empty());
        day = new Season(DAY, Math.max(step, 5 * MINUTE), new Season.Shape(.3, reach, 4), Optional.empty());
        week = new Season(WEEK, Math.max(step, 30 * MINUTE), new Season.Shape(.5, 0, 3), Optional.of(day));
    }

    public void add(long end, double y) {
        middle = end - step / 2;
        hour.add(middle, y);
        day.add(middle, y);
        week.add(middle, y);
        hourNow = hour.at(middle);
        dayNow = day.at(middle);
        weekNow = week.at(middle);
        seen++;
        double early = 1.0 / seen;
        double rate = Math.max(RATIO_RATE, early);
        slowDemand += rate * (y - slowDemand);
        if (dayNow >= 0) {
            slowDay += (slowDay == 0 ? 1 : RATIO_RATE) * (dayNow - slowDay);
            dayFast += .6 * (y - dayNow - dayFast);
            daySlow += .2 * (y - dayNow - daySlow);
        }
        if (weekNow >= 0) {
            slowWeek += (slowWeek == 0 ? 1 : RATIO_RATE) * (weekNow - slowWeek);
            weekLevel += .3 * (y - weekNow - weekLevel);
        }
        if (hourNow >= 0) {
            hourLevel += .05 * (y - hourNow - hourLevel);
        }
    }

    public boolean found() {
        return hour.found() || day.found() || week.found();
    }

    /** The names of those that were found. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        if (hour.found()) {
            names.add("hour");
        }
        if (day.found()) {
            names.add("day");
        }
        if (week.found()) {
            names.add("week");
        }
        return List.copyOf(names);
    }

    /** True if any season is in its trial or found. */
    public boolean any() {
        return hour.awake() || day.awake() || week.awake();
    }

    /** The middle of the last observed window, ms. */
    public long now() {
        return middle;
    }

    /** The middle of the window that many after the last one, ms. */
    public long ahead(int windows) {
        return middle + windows * step;
    }

    Season hour() {
        return hour;
    }

    public Season day() {
        return day;
    }

    public Season week() {
        return week;
    }

    public double hourNow() {
        return hourNow;
    }

    public double dayNow() {
        return dayNow;
    }

    public double weekNow() {
        return weekNow;
    }

    public double dayFast() {
        return dayFast;
    }

    public double daySlow() {
        return daySlow;
    }

    public double weekLevel() {
        return weekLevel;
    }

    public double hourLevel() {
        return hourLevel;
    }

    public double dayRatio() {
        return ratio(slowDay);
    }

    public double weekRatio() {
        return ratio(slowWeek);
    }

    private double ratio(double slow) {
        return slow > 0 ? Math.min(LARGEST_RATIO, slowDemand / slow) : 1;
    }

    public void pass(Snapshot pass) throws IOException {
        middle = pass.whole(middle);
        seen = pass.whole(seen);
        hour.pass(pass);
        day.pass(pass);
        week.pass(pass);
        hourNow = hour.at(middle);
        dayNow = day.at(middle);
        weekNow = week.at(middle);
        dayFast = pass.single(dayFast);
        daySlow = pass.single(daySlow);
        weekLevel = pass.single(weekLevel);
        hourLevel = pass.single(hourLevel);
        slowDemand = pass.single(slowDemand);
        slowDay = pass.single(slowDay);
        slowWeek = pass.single(slowWeek);
    }
}
