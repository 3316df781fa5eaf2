package dev.sluice.simulator.input.csv;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The times of one column, read in the order of the file. All of them are written in one way, which the first row shows:
 * numbers since 1970 (or since an origin of the file's own) in seconds, milliseconds, microseconds or nanoseconds; dates
 * and times of ISO 8601, with a zone or without one; or digits such as {@code 20150901} and {@code 20150901134500}.
 */
public final class Timestamps {
    private static final Pattern ISO = Pattern.compile("(\\d{4})[-/.](\\d{1,2})[-/.](\\d{1,2})"
            + "(?:[T ]\\s*(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9})\\d*)?)?)?"
            + "\\s*(Z|z|UTC|GMT|[+-]\\d{2}(?::?\\d{2})?)?");
    private static final Pattern DIGITS =
            Pattern.compile("((?:19|20)\\d{2})(\\d{2})(\\d{2})(?:(\\d{2})(\\d{2})(\\d{2}))?()()");
    private static final double NANO = 1e-9;
    private static final List<String> ZULU = List.of("Z", "z", "UTC", "GMT");

    private final Path file;
    private final String column;
    private final Optional<ZoneId> zone;
    private Optional<Kind> kind = Optional.empty();
    private double newest = Double.NEGATIVE_INFINITY;
    private double largest;
    private boolean zoneless;

    private enum Kind {
        NUMBER,
        DIGITS,
        ISO
    }

    /** What numbers count; the limit is the largest number that is taken for it where the column does not say more. */
    private enum Unit {
        SECONDS("seconds", "_s", 1, 1e11),
        MILLISECONDS("milliseconds", "_ms", 1e-3, 1e14),
        MICROSECONDS("microseconds", "_us", 1e-6, 1e17),
        NANOSECONDS("nanoseconds", "_ns", 1e-9, Double.POSITIVE_INFINITY);

        private final String word;
        private final String suffix;
        private final double seconds;
        private final double limit;

        Unit(String word, String suffix, double seconds, double limit) {
            this.word = word;
            this.suffix = suffix;
            this.seconds = seconds;
            this.limit = limit;
        }

        static Unit of(String column, double largest) {
            String lower = column.toLowerCase(Locale.ROOT);
            Unit unit = SECONDS;
            for (Unit other : values()) {
                unit = lower.endsWith(other.suffix) ? other : unit;
            }
            for (Unit finer : EnumSet.range(unit, NANOSECONDS)) {
                if (largest <= finer.limit) {
                    return finer;
                }
            }
            return NANOSECONDS;
        }
    }

    public Timestamps(Path file, String column, Optional<ZoneId> zone) {
        this.file = file;
        this.column = column;
        this.zone = zone;
    }

    /** Whether a cell looks like a time of some kind. */
    static boolean isTime(String cell) {
        return Cells.isNumber(cell) || ISO.matcher(cell).matches();
    }

    /** The time of a cell: seconds, or for numbers what {@link #seconds} makes seconds of once all are read. */
    public double read(int line, String cell) {
        Kind found = kind.orElseGet(() -> kindOf(cell));
        kind = Optional.of(found);
        double time = found == Kind.NUMBER ? number(line, cell) : dated(line, cell, found);
        newest = time;
        largest = Math.max(largest, Math.abs(time));
        return time;
    }

    /** Seconds that one of what {@link #read} gave stands for. */
    public double seconds() {
        return unit().seconds;
    }

    /** What was assumed about the times, in words. */
    public Optional<String> assumed() {
        if (kind.filter(k -> k == Kind.NUMBER).isPresent()) {
            return unit() == Unit.SECONDS ? Optional.empty() : Optional.of("times are " + unit().word);
        }
        return zoneless && zone.isEmpty()
                ? Optional.of("times without a zone are in UTC (--time-zone names another)")
                : Optional.empty();
    }

    private Unit unit() {
        return kind.filter(k -> k == Kind.NUMBER).isPresent() ? Unit.of(column, largest) : Unit.SECONDS;
    }

    private static Kind kindOf(String cell) {
        if (DIGITS.matcher(cell).matches()) {
            return Kind.DIGITS;
        }
        return Cells.isNumber(cell) ? Kind.NUMBER : Kind.ISO;
    }

    private double number(int line, String cell) {
        if (!Cells.isNumber(cell)) {
            throw refused(line, cell);
        }
        return Double.parseDouble(cell);
    }

    private double dated(int line, String cell, Kind written) {
        Matcher parts = (written == Kind.DIGITS ? DIGITS : ISO).matcher(cell);
        if (!parts.matches()) {
            throw refused(line, cell);
        }
        try {
            return at(parts, line, cell);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(place(line) + "'" + cell + "' is no time: " + e.getMessage(), e);
        }
    }

    private double at(Matcher parts, int line, String cell) {
        LocalDateTime local = LocalDateTime.of(
                part(parts, 1), part(parts, 2), part(parts, 3), part(parts, 4), part(parts, 5), part(parts, 6));
        String fraction = text(parts, 7);
        double nanos = fraction.isEmpty() ? 0 : Double.parseDouble("0." + fraction) / NANO;
        ZoneOffset offset = offset(parts, local, line, cell);
        return local.toEpochSecond(offset) + nanos * NANO;
    }

    private ZoneOffset offset(Matcher parts, LocalDateTime local, int line, String cell) {
        String stated = text(parts, 8);
        if (!stated.isEmpty()) {
            return ZULU.contains(stated) ? ZoneOffset.UTC : ZoneOffset.of(stated);
        }
        zoneless = true;
        ZoneRules rules = zone.orElse(ZoneOffset.UTC).getRules();
        List<ZoneOffset> valid = rules.getValidOffsets(local);
        if (valid.isEmpty()) {
            throw new IllegalArgumentException(
                    place(line) + "'" + cell + "' is skipped by the clocks of " + zone.orElseThrow());
        }
        // an hour that the clocks repeat: the second time where the first would go back
        boolean again = valid.size() > 1 && local.toEpochSecond(valid.get(0)) <= newest;
        return valid.get(again ? 1 : 0);
    }

    private static int part(Matcher parts, int group) {
        String text = text(parts, group);
        return text.isEmpty() ? 0 : Integer.parseInt(text);
    }

    private static String text(Matcher parts, int group) {
        String text = parts.group(group);
        return text == null ? "" : text;
    }

    private IllegalArgumentException refused(int line, String cell) {
        return new IllegalArgumentException(place(line) + "'" + cell + "' is no time"
                + (kind.filter(k -> k == Kind.NUMBER).isPresent() ? " like the numbers before it" : "")
                + "; wanted are seconds since 1970 such as 1441115100, or times such as 2015-09-01T13:45:00Z or"
                + " 2015-09-01 13:45:00");
    }

    private String place(int line) {
        return file + ":" + line + ": column " + column + ": ";
    }
}
