package dev.sluice.forecast.expert;

import dev.sluice.forecast.history.RecentPast;
import dev.sluice.forecast.history.SeasonsAhead;

/** Demand returns to the median of five windows. */
record ShortMedian() implements Expert {
    @Override
    public String name() {
        return "median of 5";
    }

    @Override
    public double value(RecentPast past, SeasonsAhead seasons) {
        return past.median5();
    }
}
