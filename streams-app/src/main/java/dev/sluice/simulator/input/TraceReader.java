package dev.sluice.simulator.input;

import dev.sluice.simulator.Trace;
import dev.sluice.simulator.UnusableFileException;
import dev.sluice.simulator.input.TraceFormat.Values;
import dev.sluice.simulator.input.csv.Cells;
import dev.sluice.simulator.input.csv.ColumnNames;
import dev.sluice.simulator.input.csv.CsvFile;
import dev.sluice.simulator.input.csv.Timestamps;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Reads recorded demand: a column of times and one of values. What is plainly meant is taken and said in
 * {@link ReadTrace#notes}; everything else is refused with file, line, the text there and what is wanted. A trace holds
 * exactly the demand of its file, unless it says how much was filled into holes.
 */
public final class TraceReader {
    private static final Pattern RATE = Pattern.compile(
            ".*(/s|/sec|/second|[ _.]?per[ _.]?s(ec(ond)?)?)|(.*[ _.])?(rps|qps|tps)", Pattern.CASE_INSENSITIVE);

    private final Path file;
    private final TraceFormat format;
    private final List<String> notes = new ArrayList<>();

    private TraceReader(Path file, TraceFormat format) {
        this.file = file;
        this.format = format;
    }

    /**
     * The trace of a file.
     *
     * @param column the column to read, or the first that is not the time
     * @throws IllegalArgumentException naming file and line where the file is not such a trace
     * @throws UnusableFileException where it cannot be read
     */
    public static ReadTrace read(Path file, Optional<String> column, TraceFormat format) {
        try (CsvFile csv = CsvFile.open(file)) {
            return new TraceReader(file, format).read(csv, column);
        }
    }

    private ReadTrace read(CsvFile csv, Optional<String> wanted) {
        ColumnNames names = new ColumnNames(file, csv.names());
        int time = names.time(format.timeColumn());
        OptionalInt value = names.value(wanted, time, format.events());
        String choice = wanted.isPresent() || value.isEmpty() ? "" : names.choice(time);
        Rows rows = rows(csv, time, value, choice);
        if (!choice.isEmpty()) {
            notes.add(choice);
        }
        order(rows);
        String name = value.isPresent() ? csv.names().get(value.getAsInt()) : "";
        boolean rate = values(name) == Values.rate;
        Trace trace = new Grid(file, rows, format, rate, notes).trace();
        return new ReadTrace(file, trace, notes);
    }

    private Rows rows(CsvFile csv, int time, OptionalInt value, String choice) {
        Timestamps times = new Timestamps(file, csv.names().get(time), format.zone());
        Rows rows = new Rows();
        boolean commas = false;
        for (Optional<CsvFile.Row> next = csv.next(); next.isPresent(); next = csv.next()) {
            CsvFile.Row row = next.get();
            double amount = 1;
            if (value.isPresent()) {
                String cell = row.cells().get(value.getAsInt());
                commas |= Cells.hasDecimalComma(cell, csv.separator());
                amount = amount(csv, row.line(), value.getAsInt(), cell, choice);
            }
            rows.add(row.line(), times.read(row.line(), row.cells().get(time)), amount);
        }
        rows.scaleTimes(times.seconds());
        times.assumed().ifPresent(notes::add);
        if (commas) {
            notes.add("a comma in a number is its decimal point");
        }
        return rows;
    }

    private double amount(CsvFile csv, int line, int column, String cell, String choice) {
        try {
            return Cells.amount(file, line, csv.names().get(column), cell, csv.separator());
        } catch (IllegalArgumentException e) {
            throw choice.isEmpty() ? e : new IllegalArgumentException(e.getMessage() + "; " + choice, e);
        }
    }

    private void order(Rows rows) {
        Rows.Order order = rows.sort();
        if (order == Rows.Order.FALLING) {
            notes.add("rows were read from the last to the first");
        } else if (order == Rows.Order.NONE) {
            notes.add("rows were put in order of time");
        }
        int all = rows.size();
        rows.addDuplicates();
        if (!format.events() && rows.added() > 0) {
            refuseManyDuplicates(rows.added(), all);
            notes.add(
                    Grid.count(rows.added(), "row has", "rows have") + " the time of another: their values were added");
        }
    }

    private void refuseManyDuplicates(int added, int all) {
        if (added > Grid.TOLERATED * all && format.step().isEmpty()) {
            throw new IllegalArgumentException(file + ": " + added + " of " + all
                    + " rows have the time of another. If each row is one event or request: --events counts them. If"
                    + " their values are to be added: say " + format.stepOption() + " 60s, or how long steps are");
        }
    }

    private Values values(String column) {
        if (format.values().isPresent() || format.events()) {
            return format.values().orElse(Values.counts);
        }
        boolean rate = RATE.matcher(column).matches();
        if (rate) {
            notes.add("'" + column + "' is demand per second (--values counts: per step)");
        }
        return rate ? Values.rate : Values.counts;
    }

    /** A number as people write it: no exponent, no digits that say nothing. */
    static String plain(double value) {
        return BigDecimal.valueOf(value)
                .setScale(3, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }
}
