package dev.sluice.simulator;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Recorded demand: {@code values[i]} is the demand in [start + i·step, start + (i+1)·step).
 *
 * @param start seconds since the epoch, or since an origin of the trace's own
 * @param step seconds, above zero
 * @param values demand per step, at least zero
 */
public record Trace(double start, double step, double[] values) {
    private static final String TIME = "timestamp_s";

    public Trace {
        if (!(step > 0)) {
            throw new IllegalArgumentException("a trace needs a step above zero, not " + step);
        }
        if (values.length == 0) {
            throw new IllegalArgumentException("a trace needs at least one value");
        }
        for (double v : values) {
            if (!(v >= 0) || Double.isInfinite(v)) {
                throw new IllegalArgumentException("demand must be a number of at least zero, not " + v);
            }
        }
    }

    /**
     * Reads {@code timestamp_s,value…}; a hole in the times is filled with the value before it.
     *
     * @param column the column to read, or the first that is not the time
     * @throws IllegalArgumentException naming file and line where the file is not such a trace
     * @throws UnusableFileException where it cannot be read
     */
    public static Trace read(Path file, Optional<String> column) {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            String header = in.readLine();
            if (header == null) {
                throw new IllegalArgumentException(file + " is empty");
            }
            return rows(file, in, Columns.of(file, header, column)).regular(file);
        } catch (IOException e) {
            throw UnusableFileException.reading(file, e);
        }
    }

    private static Rows rows(Path file, BufferedReader in, Columns columns) throws IOException {
        Rows rows = new Rows(new ArrayList<>(), new ArrayList<>());
        int number = 1;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            number++;
            if (!line.isBlank()) {
                rows.add(file, number, columns, line.split(",", -1));
            }
        }
        return rows;
    }

    /** Seconds at the end of step {@code i}. */
    public double end(int i) {
        return start + (i + 1) * step;
    }

    /** Number of steps. */
    public int length() {
        return values.length;
    }

    /** The same demand in steps {@code factor} times as long; an incomplete last step is left out. */
    public Trace aggregated(int factor) {
        if (factor < 1 || factor > values.length) {
            throw new IllegalArgumentException("cannot sum " + factor + " steps of " + values.length);
        }
        double[] sums = new double[values.length / factor];
        for (int i = 0; i < sums.length * factor; i++) {
            sums[i / factor] += values[i];
        }
        return new Trace(start, step * factor, sums);
    }

    /** The same demand on the first day since the epoch, at the same time of day. */
    public Trace onFirstDay() {
        double day = 86_400;
        return new Trace(start - day * Math.floor(start / day), step, values);
    }

    /** {@code factor} times the demand. */
    public Trace times(double factor) {
        return new Trace(start, step, Arrays.stream(values).map(v -> v * factor).toArray());
    }

    /** The first {@code seconds} of the demand, or all of it where it is no longer. */
    public Trace first(double seconds) {
        int steps = (int) Math.max(1, Math.min(values.length, Math.floor(seconds / step)));
        return new Trace(start, step, Arrays.copyOf(values, steps));
    }

    /** Demand that the share {@code level} of steps does not exceed, interpolated as numpy does. */
    public double quantile(double level) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double at = level * (sorted.length - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    private record Columns(int time, int value, int count) {
        static Columns of(Path file, String header, Optional<String> wanted) {
            List<String> names =
                    Arrays.stream(header.split(",", -1)).map(String::trim).toList();
            int time = names.indexOf(TIME);
            if (time < 0) {
                throw new IllegalArgumentException(file + " has no column " + TIME + ", only " + names);
            }
            int first = time == 0 ? 1 : 0;
            int value = wanted.map(names::indexOf).orElse(first);
            if (value < 0 || value >= names.size() || value == time) {
                throw new IllegalArgumentException(
                        file + " has no column " + wanted.orElse("of values") + ", only " + names);
            }
            return new Columns(time, value, names.size());
        }
    }

    private record Rows(List<Double> times, List<Double> values) {
        void add(Path file, int line, Columns columns, String[] cells) {
            if (cells.length != columns.count()) {
                throw new IllegalArgumentException(
                        file + ":" + line + " has " + cells.length + " cells, its header " + columns.count());
            }
            times.add(number(file, line, cells[columns.time()]));
            double value = number(file, line, cells[columns.value()]);
            if (!(value >= 0) || Double.isInfinite(value)) {
                throw new IllegalArgumentException(
                        file + ":" + line + ": demand must be a number of at least zero, not " + value);
            }
            values.add(value);
        }

        private static double number(Path file, int line, String cell) {
            try {
                return Double.parseDouble(cell);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(file + ":" + line + " holds no number: '" + cell + "'", e);
            }
        }

        Trace regular(Path file) {
            if (times.size() < 2) {
                throw new IllegalArgumentException(file + " needs two rows or more, it has " + times.size());
            }
            double step = medianStep(file);
            List<Double> filled = new ArrayList<>();
            for (int i = 0; i < times.size(); i++) {
                long missing = Math.round((times.get(i) - times.get(0)) / step) - filled.size();
                for (long k = 0; k < missing; k++) {
                    filled.add(values.get(i - 1));
                }
                if (missing >= 0) {
                    filled.add(values.get(i));
                }
            }
            return new Trace(
                    times.get(0),
                    step,
                    filled.stream().mapToDouble(Double::doubleValue).toArray());
        }

        private double medianStep(Path file) {
            double[] steps = new double[times.size() - 1];
            for (int i = 0; i < steps.length; i++) {
                steps[i] = times.get(i + 1) - times.get(i);
                if (!(steps[i] > 0)) {
                    throw new IllegalArgumentException(
                            file + ": times must rise, " + times.get(i) + " is followed by " + times.get(i + 1));
                }
            }
            Arrays.sort(steps);
            return steps[steps.length / 2];
        }
    }
}
