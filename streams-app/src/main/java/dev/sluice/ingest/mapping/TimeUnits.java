package dev.sluice.ingest.mapping;

import java.util.Map;
import java.util.Optional;

/** Units of time as metrics state them, in milliseconds. */
final class TimeUnits {
    private static final Map<String, Double> MS = Map.ofEntries(
            Map.entry("ns", 1e-6),
            Map.entry("us", 1e-3),
            Map.entry("µs", 1e-3),
            Map.entry("ms", 1.0),
            Map.entry("s", 1e3),
            Map.entry("min", 6e4),
            Map.entry("h", 3.6e6),
            Map.entry("nanoseconds", 1e-6),
            Map.entry("microseconds", 1e-3),
            Map.entry("milliseconds", 1.0),
            Map.entry("seconds", 1e3));

    private TimeUnits() {}

    /** Milliseconds of a unit; empty if it is none of time. */
    static Optional<Double> milliseconds(String unit) {
        return Optional.ofNullable(MS.get(unit));
    }

    /** Milliseconds of the unit that the name of a metric ends with, such as {@code …_seconds} or {@code …_seconds_bucket}. */
    static Optional<Double> ofName(String metric) {
        String name = metric.replaceFirst("_(total|bucket|count|sum)$", "");
        int last = name.lastIndexOf('_');
        return last < 0 ? Optional.empty() : milliseconds(name.substring(last + 1));
    }
}
