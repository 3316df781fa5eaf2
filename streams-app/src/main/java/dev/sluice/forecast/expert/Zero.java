package dev.sluice.forecast.expert;

import dev.sluice.forecast.history.RecentPast;
import dev.sluice.forecast.history.SeasonsAhead;

/** There is no demand. */
record Zero() implements Expert {
    @Override
    public String name() {
        return "zero";
    }

    @Override
    public double value(RecentPast past, SeasonsAhead seasons) {
        return 0;
    }
}
