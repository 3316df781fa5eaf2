package dev.sluice.forecast.expert;

import dev.sluice.forecast.history.RecentPast;
import dev.sluice.forecast.history.SeasonsAhead;

/** Demand returns to its recent mean. {@code speed} selects one of the means of the past, the fastest first. */
record RecentMean(String name, int speed) implements Expert {
    @Override
    public double value(RecentPast past, SeasonsAhead seasons) {
        return past.ewma(speed);
    }
}
