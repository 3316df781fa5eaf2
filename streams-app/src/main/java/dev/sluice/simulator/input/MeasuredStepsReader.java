package dev.sluice.simulator.input;

import dev.sluice.simulator.history.Measure;
import dev.sluice.simulator.history.MeasuredStep;
import dev.sluice.simulator.input.csv.ColumnNames;
import dev.sluice.simulator.input.csv.CsvFile;
import dev.sluice.simulator.input.csv.Timestamps;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Reads what replicas did in steps of one length, one a row: a column of times, and columns named after what they tell, such
 * as {@code requests}, {@code replicas} and {@code latency_p95_ms}. A blank cell is not known.
 */
public final class MeasuredStepsReader {
    private static final double MILLIS = 1000;

    /** Part of a step that a row may be off. */
    private static final double OFF = .1;

    private final Path file;
    private final OptionalDouble quantile;
    private final List<String> notes = new ArrayList<>();
    private final List<TimedRow> rows = new ArrayList<>();

    private record TimedRow(double at, CsvFile.Row row) {}

    /**
     * Steps, and what was assumed when they were read.
     *
     * @param notes each in a few words
     */
    public record ReadSteps(List<MeasuredStep> steps, List<String> notes) {
        public ReadSteps {
            steps = List.copyOf(steps);
            notes = List.copyOf(notes);
        }
    }

    private MeasuredStepsReader(Path file, OptionalDouble quantile) {
        this.file = file;
        this.quantile = quantile;
    }

    /** The measures that the header of a file names. */
    public static List<Measure> measures(Path file) {
        try (CsvFile csv = CsvFile.open(file)) {
            return columns(file, csv.names()).stream()
                    .map(MeasuredColumn::measure)
                    .toList();
        }
    }

    /**
     * The steps of a file, in order of time.
     *
     * @param quantile share that the tail of latencies is wanted of; a column of another one is not used
     * @throws IllegalArgumentException naming file, line and column where it cannot be read
     * @throws UnusableFileException where the file cannot be read
     */
    public static ReadSteps read(
            Path file, Optional<String> timeColumn, Optional<ZoneId> zone, OptionalDouble quantile) {
        try (CsvFile csv = CsvFile.open(file)) {
            return new MeasuredStepsReader(file, quantile).read(csv, timeColumn, zone);
        }
    }

    private ReadSteps read(CsvFile csv, Optional<String> timeColumn, Optional<ZoneId> zone) {
        int time = new ColumnNames(file, csv.names()).time(timeColumn);
        List<MeasuredColumn> columns = columns(file, csv.names()).stream()
                .filter(column -> column.index() != time && wanted(column))
                .toList();
        Timestamps stamps = new Timestamps(file, csv.names().get(time), zone);
        for (Optional<CsvFile.Row> next = csv.next(); next.isPresent(); next = csv.next()) {
            CsvFile.Row row = next.get();
            rows.add(new TimedRow(stamps.read(row.line(), row.cells().get(time)), row));
        }
        rows.sort(Comparator.comparingDouble(TimedRow::at));
        return new ReadSteps(steps(csv.separator(), columns, stamps.seconds()), notes);
    }

    private static List<MeasuredColumn> columns(Path file, List<String> names) {
        return IntStream.range(0, names.size())
                .mapToObj(i -> MeasuredColumn.of(file, i, names.get(i)))
                .flatMap(Optional::stream)
                .toList();
    }

    private boolean wanted(MeasuredColumn column) {
        OptionalDouble tail = column.quantile();
        boolean other = tail.isPresent()
                && (quantile.isEmpty() || Math.abs(quantile.getAsDouble() - tail.getAsDouble()) > 1e-9);
        if (other) {
            notes.add("the column " + column.name() + " is not used: "
                    + (quantile.isEmpty()
                            ? "the policy has no objective.latency"
                            : "the policy's objective.latency is of p"
                                    + TraceReader.plain(100 * quantile.getAsDouble())));
        }
        return !other;
    }

    private List<MeasuredStep> steps(char separator, List<MeasuredColumn> columns, double unit) {
        double step = step(unit);
        List<MeasuredStep> steps = new ArrayList<>();
        for (TimedRow timed : rows) {
            MeasuredStep.Builder values = new MeasuredStep.Builder();
            for (MeasuredColumn column : columns) {
                column.value(file, timed.row(), separator, step)
                        .ifPresent(value -> values.add(column.measure(), value));
            }
            long from = Math.round(timed.at() * unit * MILLIS);
            steps.add(values.step(from, from + Math.round(step * MILLIS), quantile.orElse(.5)));
        }
        return steps;
    }

    /** The length of the steps, seconds: what lies between most rows. */
    private double step(double unit) {
        if (rows.size() < 2) {
            throw new IllegalArgumentException(file + " needs two rows or more, it has " + rows.size());
        }
        double[] between = IntStream.range(1, rows.size())
                .mapToDouble(i -> (rows.get(i).at() - rows.get(i - 1).at()) * unit)
                .sorted()
                .toArray();
        double step = between[between.length / 2];
        for (int i = 1; i < rows.size(); i++) {
            double length = (rows.get(i).at() - rows.get(i - 1).at()) * unit;
            if (!(length >= (1 - OFF) * step)) {
                throw new IllegalArgumentException(file + ":"
                        + rows.get(i).row().line() + ": this row is "
                        + TraceReader.plain(length) + " s after the one before, most are " + TraceReader.plain(step)
                        + " s: measurements need steps of one length, one row each");
            }
        }
        return step;
    }
}
