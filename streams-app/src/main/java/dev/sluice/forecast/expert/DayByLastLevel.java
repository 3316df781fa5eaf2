package dev.sluice.forecast.expert;

import dev.sluice.forecast.history.RecentPast;
import dev.sluice.forecast.history.SeasonsAhead;

/** The daily profile, plus how far the last windows were above it. A fast mean if there is no profile. */
record DayByLastLevel() implements Expert {
    @Override
    public String name() {
        return "day by last level";
    }

    @Override
    public double value(RecentPast past, SeasonsAhead seasons) {
        return seasons.daily() ? Math.max(0, seasons.day() + seasons.now().dayFast()) : past.ewma(0);
    }
}
