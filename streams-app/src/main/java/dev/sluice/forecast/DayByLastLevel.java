package dev.sluice.forecast;

/** The course of the day, plus what the last windows were above it; a quick mean while there is none. */
record DayByLastLevel() implements Expert {
    @Override
    public String name() {
        return "day by last level";
    }

    @Override
    public double value(RecentPast past, SeasonsAhead seasons) {
        return seasons.daily() ? Math.max(0, seasons.day() + seasons.now().dayFast()) : past.ewma(0);
    }
}
