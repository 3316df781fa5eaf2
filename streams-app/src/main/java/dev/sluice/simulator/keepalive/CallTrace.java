package dev.sluice.simulator.keepalive;

import dev.sluice.simulator.UnusableFileException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which minutes each function was called in.
 *
 * @param firstMinute minutes since the epoch, or since an origin of the trace's own, of the first minute
 * @param functions their names
 * @param active minutes by function: {@code active.get(f)[t]} is whether function {@code f} was called in minute
 *     {@code firstMinute + t}
 */
public record CallTrace(long firstMinute, List<String> functions, List<boolean[]> active) {
    private static final double MINUTE = 60;

    public CallTrace {
        functions = List.copyOf(functions);
        active = List.copyOf(active);
        if (functions.isEmpty() || functions.size() != active.size()) {
            throw new IllegalArgumentException("a trace of calls needs at least one function, and minutes for each");
        }
        int minutes = active.get(0).length;
        if (minutes == 0 || active.stream().anyMatch(row -> row.length != minutes)) {
            throw new IllegalArgumentException("every function needs the same number of minutes, at least one");
        }
    }

    /** Minutes covered. */
    public int minutes() {
        return active.get(0).length;
    }

    /** Whether function {@code f} was called in the trace's minute {@code t}. */
    public boolean called(int f, int t) {
        return active.get(f)[t];
    }

    /** The trace without functions that were called in exactly the same minutes as one before them. */
    public CallTrace distinct() {
        Set<List<Integer>> seen = new HashSet<>();
        List<String> names = new ArrayList<>();
        List<boolean[]> rows = new ArrayList<>();
        for (int f = 0; f < functions.size(); f++) {
            if (seen.add(calledMinutes(active.get(f)))) {
                names.add(functions.get(f));
                rows.add(active.get(f));
            }
        }
        return new CallTrace(firstMinute, names, rows);
    }

    private static List<Integer> calledMinutes(boolean[] row) {
        return IntStream.range(0, row.length).filter(t -> row[t]).boxed().toList();
    }

    /**
     * Reads {@code timestamp_s,function…}, one column a function with its calls in each step; steps shorter than a
     * minute are joined, minutes without a row are silent.
     *
     * @throws IllegalArgumentException naming file and line where the file is not such a trace
     * @throws UnusableFileException where it cannot be read
     */
    public static CallTrace read(Path file) {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            String header = in.readLine();
            if (header == null) {
                throw new IllegalArgumentException(file + " is empty");
            }
            if (!header.startsWith("timestamp_s,")) {
                throw new IllegalArgumentException(file + " does not begin with timestamp_s and a column a function");
            }
            return rows(file, in, Arrays.asList(header.split(",", -1)));
        } catch (IOException e) {
            throw UnusableFileException.reading(file, e);
        }
    }

    private static CallTrace rows(Path file, BufferedReader in, List<String> header) throws IOException {
        List<double[]> rows = new ArrayList<>();
        int number = 1;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            number++;
            if (!line.isBlank()) {
                rows.add(row(file + ":" + number, line, header.size()));
            }
        }
        checkTimes(file, rows);
        return onMinutes(header.subList(1, header.size()), rows);
    }

    private static double[] row(String place, String line, int columns) {
        String[] cells = line.split(",", -1);
        if (cells.length != columns) {
            throw new IllegalArgumentException(place + " has " + cells.length + " cells, its header " + columns);
        }
        double[] row = new double[columns];
        for (int i = 0; i < columns; i++) {
            row[i] = number(place, cells[i]);
        }
        return row;
    }

    private static double number(String place, String cell) {
        try {
            double value = Double.parseDouble(cell.trim());
            if (value >= 0 && !Double.isInfinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(place + " holds no number: '" + cell + "'", e);
        }
        throw new IllegalArgumentException(place + " holds no number of at least zero: '" + cell + "'");
    }

    private static void checkTimes(Path file, List<double[]> rows) {
        if (rows.size() < 2) {
            throw new IllegalArgumentException(file + " needs two rows or more, it has " + rows.size());
        }
        double shortest = Double.POSITIVE_INFINITY;
        for (int i = 1; i < rows.size(); i++) {
            shortest = Math.min(shortest, rows.get(i)[0] - rows.get(i - 1)[0]);
        }
        if (!(shortest > 0 && shortest <= MINUTE)) {
            throw new IllegalArgumentException(
                    file + " needs rising times in steps of at most 60 s, not " + shortest + " s");
        }
    }

    private static CallTrace onMinutes(List<String> functions, List<double[]> rows) {
        long first = minute(rows.get(0));
        int minutes = Math.toIntExact(minute(rows.get(rows.size() - 1)) - first + 1);
        List<boolean[]> active = new ArrayList<>();
        for (int f = 0; f < functions.size(); f++) {
            boolean[] calls = new boolean[minutes];
            for (double[] row : rows) {
                calls[(int) (minute(row) - first)] |= row[f + 1] > 0;
            }
            active.add(calls);
        }
        return new CallTrace(first, functions, active);
    }

    private static long minute(double[] row) {
        return (long) Math.floor(row[0] / MINUTE);
    }
}
