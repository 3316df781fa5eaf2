package dev.sluice.forecast;

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
