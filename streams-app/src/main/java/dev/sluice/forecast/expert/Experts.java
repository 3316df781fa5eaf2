package dev.sluice.forecast.expert;

import java.util.List;
import java.util.stream.Collectors;

/** The experts of each horizon that are not regressions. Snapshots depend on their order. */
public final class Experts {
    public static final List<Expert> ALL = List.of(
            new LastValue(),
            new RecentMean("mean .6", 0),
            new RecentMean("mean .3", 1),
            new RecentMean("mean .1", 2),
            new ShortMedian(),
            new LongMedian(),
            new DayByRatio(),
            new DayByLastLevel(),
            new DayByLevel(),
            new WeekByLevel(),
            new WeekByRatio(),
            new HourByLevel(),
            new Zero());

    private Experts() {}

    /**
     * Identifies the names and the order of experts, so that a snapshot with other experts is not read as one with
     * these.
     */
    public static int fingerprint(List<Expert> experts) {
        return experts.stream()
                .map(Expert::name)
                .collect(Collectors.joining("\n"))
                .hashCode();
    }
}
