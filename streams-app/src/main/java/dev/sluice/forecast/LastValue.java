package dev.sluice.forecast;

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
