package dev.sluice.simulator.input.spec;

import dev.sluice.simulator.UnusableFileException;
import dev.sluice.simulator.input.csv.Cells;
import dev.sluice.simulator.input.csv.CsvFile;
import dev.sluice.simulator.llm.replica.Curve;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads how long starts take, in seconds: either measured times, one a row, or a column {@code quantile} from 0 to 1 and
 * one of the time that this share of starts does not exceed.
 */
public final class StartupTimesReader {
    private static final String QUANTILE = "quantile";

    private final Path file;
    private final List<double[]> points = new ArrayList<>();

    private StartupTimesReader(Path file) {
        this.file = file;
    }

    /**
     * Seconds by share of starts, of the first column of times or the one that is named.
     *
     * @throws IllegalArgumentException naming file and line where the file is not such
     * @throws UnusableFileException where it cannot be read
     */
    public static Curve read(Path file, Optional<String> column) {
        try (CsvFile csv = CsvFile.open(file)) {
            return new StartupTimesReader(file).read(csv, column);
        }
    }

    private Curve read(CsvFile csv, Optional<String> column) {
        int quantile = csv.names().indexOf(QUANTILE);
        int time = column.map(csv.names()::indexOf).orElse(quantile == 0 ? 1 : 0);
        if (time < 0 || time >= csv.names().size()) {
            throw new IllegalArgumentException(
                    file + " has no column " + column.orElse("of times") + ", only " + csv.names());
        }
        for (Optional<CsvFile.Row> next = csv.next(); next.isPresent(); next = csv.next()) {
            double share = quantile < 0 ? points.size() : number(next.get(), csv, quantile);
            points.add(new double[] {share, number(next.get(), csv, time)});
        }
        return quantile < 0 ? measured() : quantiles();
    }

    private double number(CsvFile.Row row, CsvFile csv, int column) {
        String cell = row.cells().get(column);
        double value = Cells.isNumber(cell) ? Double.parseDouble(cell) : Double.NaN;
        if (!(value >= 0) || value > 1e6) {
            throw new IllegalArgumentException(file + ":" + row.line() + ": '" + cell + "' in column "
                    + csv.names().get(column) + " is no number from 0 to 1000000");
        }
        return value;
    }

    /** The times themselves, in order, spread evenly from 0 to 1. */
    private Curve measured() {
        double[] seconds =
                points.stream().mapToDouble(point -> point[1]).sorted().toArray();
        if (seconds.length < 2) {
            throw new IllegalArgumentException(
                    file + " needs two times or more, it has " + seconds.length + "; --startup says a fixed one");
        }
        double[] shares = new double[seconds.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = i / (shares.length - 1.0);
        }
        return new Curve(shares, seconds);
    }

    private Curve quantiles() {
        double last = points.isEmpty() ? 0 : points.get(points.size() - 1)[0];
        if (points.size() < 2 || points.get(0)[0] != 0 || last != 1) {
            throw new IllegalArgumentException(file + ": quantiles must begin at 0 and end at 1");
        }
        try {
            return new Curve(
                    points.stream().mapToDouble(point -> point[0]).toArray(),
                    points.stream().mapToDouble(point -> point[1]).toArray());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }
}
