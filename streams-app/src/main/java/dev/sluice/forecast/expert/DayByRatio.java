package dev.sluice.forecast.expert;

import dev.sluice.forecast.history.RecentPast;
import dev.sluice.forecast.history.SeasonsAhead;

/** The daily profile, times the ratio of present demand to it. A slow mean if there is no profile. */
record DayByRatio() implements Expert {
    @Override
    public String name() {
        return "day by ratio";
    }

    @Override
    public double value(RecentPast past, SeasonsAhead seasons) {
        return seasons.daily() ? seasons.day() * seasons.now().dayRatio() : past.ewma(3);
    }
}
