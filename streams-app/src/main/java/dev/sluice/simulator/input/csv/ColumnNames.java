package dev.sluice.simulator.input.csv;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/** The header of a file: which column is the time, and which the demand. */
public record ColumnNames(Path file, List<String> names) {
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

    /** Names of columns that may hold the date alone, and of those that then hold the time of day. */
    private static final Set<String> DATES = Set.of("date", "ds");

    private static final Set<String> TIMES_OF_DAY = Set.of("time", "_time");

    public ColumnNames {
        names = List.copyOf(names);
        if (names.stream().allMatch(Timestamps::isTime)) {
            throw new IllegalArgumentException(file + " begins with no names of columns but with " + names
                    + "; wanted is a header such as timestamp_s,value");
        }
    }

    /** The column of times: the one that is stated, or else the first that has a usual name. */
    public int time(Optional<String> stated) {
        if (stated.isPresent()) {
            return named(stated.get());
        }
        if (hasOneOf(DATES) && hasOneOf(TIMES_OF_DAY)) {
            throw new IllegalArgumentException(file + " has a column of dates and one of times, " + names
                    + "; join them in one column, such as 2026-11-30 13:45, or name the one that holds both with"
                    + " --time-column");
        }
        return IntStream.range(0, names.size())
                .filter(this::isTime)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException(file + " has no column timestamp_s, time or the like, only "
                                + names + "; name the column of times with --time-column"));
    }

    /** The column of demand; empty where rows themselves are counted. */
    public OptionalInt value(Optional<String> stated, int time, boolean events) {
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
        return OptionalInt.of(values(time)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(file + " has no column of values, only " + names
                        + "; if each row is one event or request: --events counts them;"
                        + " if one of them is the demand: name it with --column")));
    }

    /** Columns that could be the demand where none is stated: neither the time nor called as one. */
    private IntStream values(int time) {
        return IntStream.range(0, names.size()).filter(i -> i != time && !isTime(i));
    }

    /** What to say of a demand that is taken from one of several columns; empty where there was no choice. */
    public String choice(int time) {
        List<String> all = values(time).mapToObj(names::get).toList();
        return all.size() < 2 ? "" : "the first of " + all + " is taken for the demand, --column names another";
    }

    private boolean isTime(int column) {
        return TIMES.contains(names.get(column).toLowerCase(Locale.ROOT));
    }

    private boolean hasOneOf(Set<String> called) {
        return names.stream().anyMatch(name -> called.contains(name.toLowerCase(Locale.ROOT)));
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
