package dev.sluice.forecast;

/** The course of the week, times what present demand is of it; that of the day while there is none. */
record WeekByRatio() implements Expert {
    private static final Expert DAY = new DayByRatio();

    @Override
    public String name() {
        return "week by ratio";
    }

    @Override
    public double value(RecentPast past, SeasonsAhead seasons) {
        return seasons.weekly() ? seasons.week() * seasons.now().weekRatio() : DAY.value(past, seasons);
    }
}
