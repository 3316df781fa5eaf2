package dev.sluice.simulator.input;

import dev.sluice.simulator.history.Measure;
import dev.sluice.simulator.input.csv.Cells;
import dev.sluice.simulator.input.csv.CsvFile;
import dev.sluice.text.NumberText;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A column of a file that tells a measure, with the unit that its name states. Examples: {@code prompt_tokens} (a count of the
 * step), {@code requests_per_second}, {@code latency_p95_ms}, {@code first_token_mean_s}.
 *
 * @param index its place in a row, from 0
 * @param name as the header has it
 * @param perSecond true if it holds counts per second
 * @param millis milliseconds that one of its times is; 1 where it holds none
 * @param quantile share that a tail is the time of; empty if it is none
 */
record MeasuredColumn(
        int index, String name, Measure measure, boolean perSecond, double millis, OptionalDouble quantile) {
    private static final Pattern UNIT = Pattern.compile("(.+?)_(per_second|per_s|ms|s|seconds)");
    private static final Pattern TAIL = Pattern.compile("latency_p(\\d{1,2}(?:\\.\\d+)?)");

    /** The column of a name; empty if it is of something else. */
    static Optional<MeasuredColumn> of(Path file, int index, String name) {
        String lower = name.toLowerCase(Locale.ROOT).replace(' ', '_');
        Matcher unit = UNIT.matcher(lower);
        String stated = unit.matches() ? unit.group(2) : "";
        String title = unit.matches() ? unit.group(1) : lower;
        Matcher tail = TAIL.matcher(title);
        Optional<Measure> measure = tail.matches() ? Optional.of(Measure.LATENCY_TAIL) : Measure.of(title);
        OptionalDouble quantile =
                tail.matches() ? OptionalDouble.of(Double.parseDouble(tail.group(1)) / 100) : OptionalDouble.empty();
        return measure.filter(known -> known != Measure.LATENCY_TAIL || tail.matches())
                .map(known -> column(file, index, name, known, stated, quantile));
    }

    private static MeasuredColumn column(
            Path file, int index, String name, Measure measure, String unit, OptionalDouble quantile) {
        boolean perSecond = unit.startsWith("per_");
        boolean time = !unit.isEmpty() && !perSecond;
        boolean fits = switch (measure.kind()) {
            case COUNT -> !time;
            case LEVEL -> unit.isEmpty();
            case TIME -> time;
        };
        if (!fits) {
            throw new IllegalArgumentException(
                    file + ": the column " + name + " must be named with its unit: " + units(measure, quantile));
        }
        return new MeasuredColumn(index, name, measure, perSecond, unit.equals("ms") || !time ? 1 : 1000, quantile);
    }

    private static String units(Measure measure, OptionalDouble quantile) {
        String title =
                quantile.isPresent() ? "latency_p" + NumberText.of(100 * quantile.getAsDouble()) : measure.title();
        return switch (measure.kind()) {
            case COUNT -> title + " (so many in the step of the row) or " + title + "_per_second";
            case LEVEL -> title + " (a mean of the step)";
            case TIME -> title + "_ms or " + title + "_s";
        };
    }

    /** The value of a cell, for a step of so many seconds: a count of the step, a level, or ms; empty if it is blank. */
    OptionalDouble value(Path file, CsvFile.Row row, char separator, double seconds) {
        String cell = row.cells().get(index);
        if (cell.isEmpty() || cell.equalsIgnoreCase("nan") || cell.equalsIgnoreCase("null")) {
            return OptionalDouble.empty();
        }
        String plain = Cells.hasDecimalComma(cell, separator) ? cell.replace(',', '.') : cell;
        double value = Cells.isNumber(plain) ? Double.parseDouble(plain) : Double.NaN;
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(file + ":" + row.line() + ": '" + cell + "' in column " + name
                    + " is no " + what() + "; wanted is a number of at least 0 such as 12 or 12.5, or nothing where it"
                    + " is not known");
        }
        return OptionalDouble.of(value * millis * (perSecond ? seconds : 1));
    }

    private String what() {
        return switch (measure.kind()) {
            case COUNT -> perSecond ? "count per second" : "count";
            case LEVEL -> "level";
            case TIME -> "time";
        };
    }
}
