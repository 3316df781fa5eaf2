package dev.sluice.simulator.input;

import dev.sluice.simulator.UnusableFileException;
import dev.sluice.simulator.input.csv.ColumnNames;
import dev.sluice.simulator.input.csv.CsvFile;
import dev.sluice.simulator.input.csv.Timestamps;
import dev.sluice.simulator.models.workload.ModelCalls;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Reads calls of models, one a row: {@code time,model[,seconds]}. */
public final class ModelCallsReader {
    private static final List<String> MODELS =
            List.of("model", "model_id", "model_name", "modelid", "checkpoint_model_version_id");
    private static final List<String> SECONDS = List.of("seconds", "duration_s", "exec_time_seconds");
    private static final List<String> TIMES = List.of("gmt_create");

    private final Path file;
    private final CsvFile csv;
    private final List<Row> rows = new ArrayList<>();
    private int unnamed;

    private record Row(double time, String model, double seconds) {}

    /**
     * Calls, and what was assumed when they were read.
     *
     * @param notes each in a few words
     */
    public record ReadModelCalls(ModelCalls calls, List<String> notes) {
        public ReadModelCalls {
            notes = List.copyOf(notes);
        }
    }

    private ModelCallsReader(Path file, CsvFile csv) {
        this.file = file;
        this.csv = csv;
    }

    /**
     * The calls of a file, sorted by time.
     *
     * @param timeColumn the column of times, where it has no usual name
     * @param zone of times that are written without one
     * @throws IllegalArgumentException naming file and line where the file is not such a trace
     * @throws UnusableFileException where it cannot be read
     */
    public static ReadModelCalls read(Path file, Optional<String> timeColumn, Optional<ZoneId> zone) {
        try (CsvFile csv = CsvFile.open(file)) {
            return new ModelCallsReader(file, csv).read(timeColumn, zone);
        }
    }

    private ReadModelCalls read(Optional<String> timeColumn, Optional<ZoneId> zone) {
        int time = time(timeColumn);
        int model = column(MODELS)
                .orElseThrow(() -> new IllegalArgumentException(file + " has no column model (nor "
                        + String.join(", ", MODELS.subList(1, MODELS.size())) + "), only " + csv.names()));
        OptionalInt seconds = column(SECONDS);
        Timestamps stamps = new Timestamps(file, csv.names().get(time), zone);
        for (Optional<CsvFile.Row> next = csv.next(); next.isPresent(); next = csv.next()) {
            add(next.get(), stamps, time, model, seconds);
        }
        List<String> notes = new ArrayList<>();
        stamps.assumed().ifPresent(notes::add);
        if (unnamed > 0) {
            notes.add(Grid.count(unnamed, "row", "rows") + " without a model left out");
        }
        return new ReadModelCalls(calls(stamps.seconds()), notes);
    }

    private int time(Optional<String> stated) {
        OptionalInt known = stated.isPresent() ? OptionalInt.empty() : column(TIMES);
        return known.isPresent() ? known.getAsInt() : new ColumnNames(file, csv.names()).time(stated);
    }

    private void add(CsvFile.Row row, Timestamps stamps, int time, int model, OptionalInt seconds) {
        if (rows.size() >= Rows.most()) {
            throw new IllegalArgumentException(file + " has more than " + rows.size()
                    + " calls, they do not fit in memory: split the file, or give Java more with -Xmx");
        }
        double at = stamps.read(row.line(), row.cells().get(time));
        String name = row.cells().get(model).strip();
        if (name.isEmpty()) {
            unnamed++;
            return;
        }
        double lasting = seconds.isPresent() ? seconds(row, seconds.getAsInt()) : 0;
        rows.add(new Row(at, name, lasting));
    }

    /** An empty cell is a call that ended at once. */
    private double seconds(CsvFile.Row row, int column) {
        String cell = row.cells().get(column).strip();
        double value = cell.matches("\\d{1,9}(\\.\\d*)?") ? Double.parseDouble(cell) : cell.isEmpty() ? 0 : -1;
        if (value < 0) {
            throw new IllegalArgumentException(file + ":" + row.line() + ": '" + cell + "' in column "
                    + csv.names().get(column) + " is no number of seconds; wanted is a number of at least 0");
        }
        return value;
    }

    private ModelCalls calls(double secondsPerUnit) {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException(file + " has no call, only the header " + csv.names());
        }
        rows.sort(Comparator.comparingDouble(Row::time));
        ModelCalls.Builder calls = new ModelCalls.Builder();
        rows.forEach(row -> calls.add(secondsPerUnit * row.time(), row.model(), row.seconds()));
        return calls.build();
    }

    private OptionalInt column(List<String> called) {
        return IntStream.range(0, csv.names().size())
                .filter(i -> called.contains(csv.names().get(i).toLowerCase(Locale.ROOT)))
                .findFirst();
    }
}
