package dev.sluice.simulator.input.spec;

import dev.sluice.config.text.ByteSizes;
import dev.sluice.simulator.UnusableFileException;
import dev.sluice.simulator.input.csv.CsvFile;
import dev.sluice.simulator.models.workload.ModelSpec;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what models take from rows {@code model,memory,load_seconds}: an amount of memory such as {@code 7Gi}, and a time. */
public final class ModelSpecsReader {
    private static final List<String> HEADER = List.of("model", "memory", "load_seconds");

    private ModelSpecsReader() {}

    /**
     * The models of a file, by name.
     *
     * @throws IllegalArgumentException naming file and line where the file is not such
     * @throws UnusableFileException where it cannot be read
     */
    public static Map<String, ModelSpec> read(Path file) {
        try (CsvFile csv = CsvFile.open(file)) {
            if (!csv.names().equals(HEADER)) {
                throw new IllegalArgumentException(
                        file + " must begin with " + String.join(",", HEADER) + ", not with " + csv.names());
            }
            Map<String, ModelSpec> models = new HashMap<>();
            for (Optional<CsvFile.Row> next = csv.next(); next.isPresent(); next = csv.next()) {
                add(file, next.get(), models);
            }
            return models;
        }
    }

    private static void add(Path file, CsvFile.Row row, Map<String, ModelSpec> models) {
        String name = row.cells().get(0).strip();
        try {
            ModelSpec spec = new ModelSpec(
                    ByteSizes.parse(row.cells().get(1).strip()),
                    Double.parseDouble(row.cells().get(2).strip()));
            if (name.isEmpty() || models.put(name, spec) != null) {
                throw new IllegalArgumentException(
                        name.isEmpty() ? "a model has a name" : "the model " + name + " is there twice");
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ":" + row.line() + ": " + e.getMessage(), e);
        }
    }
}
