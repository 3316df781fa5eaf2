package dev.sluice.simulator.input;

import static dev.sluice.simulator.input.TraceReader.plain;

import dev.sluice.simulator.UnusableFileException;
import dev.sluice.simulator.input.csv.Cells;
import dev.sluice.simulator.input.csv.ColumnNames;
import dev.sluice.simulator.input.csv.CsvFile;
import dev.sluice.simulator.input.csv.Timestamps;
import dev.sluice.simulator.keepalive.CallTrace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Reads calls of functions: a column of times, and one a function with its calls in each step. Steps shorter than a
 * minute are joined; minutes without a row are silent.
 */
public final class CallTraceReader {
    private static final double MINUTE = 60;

    private final Path file;
    private final List<String> notes = new ArrayList<>();
    private final List<Double> times = new ArrayList<>();
    private final List<BitSet> called = new ArrayList<>();

    /**
     * Calls, and what was assumed when they were read.
     *
     * @param notes each in a few words
     */
    public record ReadCalls(CallTrace trace, List<String> notes) {
        public ReadCalls {
            notes = List.copyOf(notes);
        }
    }

    private CallTraceReader(Path file) {
        this.file = file;
    }

    /**
     * The calls of a file.
     *
     * @throws IllegalArgumentException naming file and line where the file is not such a trace
     * @throws UnusableFileException where it cannot be read
     */
    public static ReadCalls read(Path file, TraceFormat format) {
        try (CsvFile csv = CsvFile.open(file)) {
            return new CallTraceReader(file).read(csv, format);
        }
    }

    private ReadCalls read(CsvFile csv, TraceFormat format) {
        List<String> names = csv.names();
        int time = new ColumnNames(file, names).time(format.timeColumn());
        int[] functions =
                IntStream.range(0, names.size()).filter(i -> i != time).toArray();
        if (functions.length == 0) {
            throw new IllegalArgumentException(file + " has no column of a function, only " + names);
        }
        Timestamps stamps = new Timestamps(file, names.get(time), format.zone());
        for (Optional<CsvFile.Row> next = csv.next(); next.isPresent(); next = csv.next()) {
            CsvFile.Row row = next.get();
            times.add(stamps.read(row.line(), row.cells().get(time)));
            called.add(called(csv, row, functions));
        }
        stamps.assumed().ifPresent(notes::add);
        List<String> called = IntStream.of(functions).mapToObj(names::get).toList();
        return new ReadCalls(onMinutes(called, stamps.seconds()), notes);
    }

    private BitSet called(CsvFile csv, CsvFile.Row row, int[] functions) {
        BitSet calls = new BitSet(functions.length);
        for (int f = 0; f < functions.length; f++) {
            String cell = row.cells().get(functions[f]);
            String column = csv.names().get(functions[f]);
            calls.set(f, Cells.amount(file, row.line(), column, cell, csv.separator()) > 0);
        }
        return calls;
    }

    private CallTrace onMinutes(List<String> functions, double seconds) {
        SortedSet<Double> distinct = new TreeSet<>();
        times.forEach(time -> distinct.add(time * seconds));
        checkSteps(distinct);
        long first = minute(distinct.first());
        int minutes = minutes(minute(distinct.last()) - first + 1, functions.size());
        List<boolean[]> active = new ArrayList<>();
        functions.forEach(f -> active.add(new boolean[minutes]));
        BitSet present = new BitSet(minutes);
        for (int i = 0; i < times.size(); i++) {
            int minute = (int) (minute(times.get(i) * seconds) - first);
            present.set(minute);
            called.get(i).stream().forEach(f -> active.get(f)[minute] = true);
        }
        int absent = minutes - present.cardinality();
        if (absent > 0) {
            notes.add(Grid.count(absent, "minute", "minutes") + " of " + minutes + " without a row "
                    + (absent == 1 ? "counts" : "count") + " as without a call");
        }
        return new CallTrace(first, functions, active);
    }

    private void checkSteps(SortedSet<Double> distinct) {
        if (distinct.size() < 2) {
            throw new IllegalArgumentException(
                    file + " needs two rows or more with different times, it has " + distinct.size());
        }
        double shortest = Double.POSITIVE_INFINITY;
        double before = Double.NEGATIVE_INFINITY;
        for (double time : distinct) {
            shortest = Math.min(shortest, time - before);
            before = time;
        }
        if (shortest > MINUTE) {
            throw new IllegalArgumentException(
                    file + " needs times in steps of at most 60 s, not " + plain(shortest) + " s");
        }
    }

    private int minutes(long minutes, int functions) {
        if (minutes > Rows.most() / functions) {
            throw new IllegalArgumentException(file + " would be " + minutes + " minutes of " + functions
                    + " functions, more than fit in memory: is one of its times wrong?");
        }
        return (int) minutes;
    }

    private static long minute(double seconds) {
        return (long) Math.floor(seconds / MINUTE);
    }
}
