package dev.sluice.forecast.expert;

import dev.sluice.forecast.history.RecentPast;
import dev.sluice.forecast.history.SeasonsAhead;

/** Demand returns to the median of 61 windows. */
record LongMedian() implements Expert {
    @Override
    public String name() {
        return "median of 61";
    }

    @Override
    public double value(RecentPast past, SeasonsAhead seasons) {
        return past.median61();
    }
}
