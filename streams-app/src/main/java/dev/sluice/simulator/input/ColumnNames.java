package dev.sluice.simulator.input;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** The header of a file: which column is the time, and which the demand. */
record ColumnNames(Path file, List<String> names) {
    /** What columns of times are usually called, in lower case. */
    private static final Set<String> TIMES = Set.of(
            "timestamp_s",
            "timestamp_ms",
            "timestamp_us",
            "timestamp_ns",
            "timestamp",
            "@timestamp",
            "time_s",
            "time_ms",
            "time",
            "_time",
            "ts",
            "datetime",
            "date_time",
            "date",
            "ds",
            "epoch",
            "epoch_s",
            "epoch_ms",
            "unix",
            "unixtime",
            "unix_time");

    ColumnNames {
        names = List.copyOf(names);
        if (names.stream().allMatch(Timestamps::isTime)) {
            throw new IllegalArgumentException(file + " begins with no names of columns but with " + names
                    + "; wanted is a header such as timestamp_s,value");
        }
    }

    /** The column of times: the one that is stated, or else the first that has a usual name. */
    int time(Optional<String> stated) {
        if (stated.isPresent()) {
            return named(stated.get());
        }
        return IntStream.range(0, names.size())
                .filter(i -> TIMES.contains(names.get(i).toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(file + " has no column timestamp_s, time or the like, only "
                                + names + "; name the column of times with --time-column"));
    }

    /** The column of demand; empty where rows themselves are counted. */
    OptionalInt value(Optional<String> stated, int time, boolean events) {
        if (stated.isPresent()) {
            int found = named(stated.get());
            if (found == time) {
                throw new IllegalArgumentException(file + ": the column " + stated.get() + " holds the times");
            }
            return OptionalInt.of(found);
        }
        if (events) {
            return OptionalInt.empty();
        }
        if (names.size() < 2) {
            throw new IllegalArgumentException(file + " has no column of values, only " + names
                    + "; if each row is one event or request: --events counts them");
        }
        return OptionalInt.of(time == 0 ? 1 : 0);
    }

    private int named(String name) {
        int[] exact = indices(name, true);
        int[] any = exact.length == 0 ? indices(name, false) : exact;
        if (any.length == 1) {
            return any[0];
        }
        throw new IllegalArgumentException(
                file + " has " + (any.length == 0 ? "no column " : "more than one column ") + name + ", only " + names);
    }

    private int[] indices(String name, boolean exact) {
        return IntStream.range(0, names.size())
                .filter(i -> exact ? names.get(i).equals(name) : names.get(i).equalsIgnoreCase(name))
                .toArray();
    }
}
