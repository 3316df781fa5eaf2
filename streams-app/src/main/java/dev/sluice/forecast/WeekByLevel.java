package dev.sluice.forecast;

/** The course of the week, plus what demand has been above it; that of the day while there is none. */
record WeekByLevel() implements Expert {
    private static final Expert DAY = new DayByLevel();

    @Override
    public String name() {
        return "week by level";
    }

    @Override
    public double value(RecentPast past, SeasonsAhead seasons) {
        return seasons.weekly() ? Math.max(0, seasons.week() + seasons.now().weekLevel()) : DAY.value(past, seasons);
    }
}
