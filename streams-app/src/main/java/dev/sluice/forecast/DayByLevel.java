package dev.sluice.forecast;

/** The course of the day, plus what demand has been above it; a mean while there is none. */
record DayByLevel() implements Expert {
    @Override
    public String name() {
        return "day by level";
    }

    @Override
    public double value(RecentPast past, SeasonsAhead seasons) {
        return seasons.daily() ? Math.max(0, seasons.day() + seasons.now().daySlow()) : past.ewma(1);
    }
}
