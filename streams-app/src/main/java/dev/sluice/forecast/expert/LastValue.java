package dev.sluice.forecast.expert;

import dev.sluice.forecast.history.RecentPast;
import dev.sluice.forecast.history.SeasonsAhead;

/** Demand stays as it is. */
record LastValue() implements Expert {
    @Override
    public String name() {
        return "last value";
    }

    @Override
    public double value(RecentPast past, SeasonsAhead seasons) {
        return past.last();
    }
}
