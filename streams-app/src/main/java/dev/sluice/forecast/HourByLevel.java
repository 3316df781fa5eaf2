package dev.sluice.forecast;

/** The course of the hour, plus what demand has been above it; nothing while there is none. */
record HourByLevel() implements Expert {
    @Override
    public String name() {
        return "hour by level";
    }

    @Override
    public double value(RecentPast past, SeasonsAhead seasons) {
        return seasons.hourly() ? Math.max(0, seasons.hour() + seasons.now().hourLevel()) : 0;
    }
}
