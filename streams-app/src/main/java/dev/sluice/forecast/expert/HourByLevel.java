package dev.sluice.forecast.expert;

import dev.sluice.forecast.history.RecentPast;
import dev.sluice.forecast.history.SeasonsAhead;

/** The hourly profile, plus how far demand has been above it. No value if there is no profile. */
record HourByLevel() implements Expert {
    @Override
    public String name() {
        return "hour by level";
    }

    @Override
    public double value(RecentPast past, SeasonsAhead seasons) {
        return seasons.hourly() ? Math.max(0, seasons.hour() + seasons.now().hourLevel()) : 0;
    }
}
