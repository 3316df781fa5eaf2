package dev.sluice.forecast.expert;

import dev.sluice.forecast.history.RecentPast;
import dev.sluice.forecast.history.SeasonsAhead;

/** The daily profile, plus how far demand has been above it. A mean if there is no profile. */
record DayByLevel() implements Expert {
    @Override
    public String name() {
        return "day by level";
    }

    @Override
    public double value(RecentPast past, SeasonsAhead seasons) {
        return seasons.daily() ? Math.max(0, seasons.day() + seasons.now().daySlow()) : past.ewma(1);
    }
}
