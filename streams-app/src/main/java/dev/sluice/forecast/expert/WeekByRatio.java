package dev.sluice.forecast.expert;

import dev.sluice.forecast.history.RecentPast;
import dev.sluice.forecast.history.SeasonsAhead;

/** The weekly profile, times the ratio of present demand to it. The daily profile if there is no weekly one. */
record WeekByRatio() implements Expert {
    private static final Expert DAY = new DayByRatio();

    @Override
    public String name() {
        return "week by ratio";
    }

    @Override
    public double value(RecentPast past, SeasonsAhead seasons) {
        return seasons.weekly() ? seasons.week() * seasons.now().weekRatio() : DAY.value(past, seasons);
    }
}
