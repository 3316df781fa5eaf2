package dev.sluice.forecast.expert;

import dev.sluice.forecast.history.RecentPast;
import dev.sluice.forecast.history.SeasonsAhead;

/** The weekly profile, plus how far demand has been above it. The daily profile if there is no weekly one. */
record WeekByLevel() implements Expert {
    private static final Expert DAY = new DayByLevel();

    @Override
    public String name() {
        return "week by level";
    }

    @Override
    public double value(RecentPast past, SeasonsAhead seasons) {
        return seasons.weekly() ? Math.max(0, seasons.week() + seasons.now().weekLevel()) : DAY.value(past, seasons);
    }
}
