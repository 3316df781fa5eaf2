package dev.sluice.forecast;

/** The course of the day, times what present demand is of it; a slow mean while there is none. */
record DayByRatio() implements Expert {
    @Override
    public String name() {
        return "day by ratio";
    }

    @Override
    public double value(RecentPast past, SeasonsAhead seasons) {
        return seasons.daily() ? seasons.day() * seasons.now().dayRatio() : past.ewma(3);
    }
}
