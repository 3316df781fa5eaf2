package dev.sluice.forecast;

import java.util.List;
import java.util.stream.Collectors;

/** The experts of every horizon that are not regressions. Their order is that of the numbers in snapshots. */
final class Experts {
    static final List<Expert> ALL = List.of(
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

    /** Tells experts of other names, or in another order, from these, so that a snapshot of others is not read as theirs. */
    static int fingerprint(List<Expert> experts) {
        return experts.stream()
                .map(Expert::name)
                .collect(Collectors.joining("\n"))
                .hashCode();
    }
}
