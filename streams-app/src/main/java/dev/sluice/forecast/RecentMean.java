package dev.sluice.forecast;

/** Demand returns to its recent mean; {@code speed}: which of the means of the past, the quickest first. */
record RecentMean(String name, int speed) implements Expert {
    @Override
    public double value(RecentPast past, SeasonsAhead seasons) {
        return past.ewma(speed);
    }
}
