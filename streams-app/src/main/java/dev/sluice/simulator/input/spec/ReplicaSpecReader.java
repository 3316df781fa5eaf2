package dev.sluice.simulator.input.spec;

import dev.sluice.simulator.UnusableFileException;
import dev.sluice.simulator.input.csv.Cells;
import dev.sluice.simulator.input.csv.CsvFile;
import dev.sluice.simulator.llm.replica.Curve;
import dev.sluice.simulator.llm.replica.ReplicaSpec;
import dev.sluice.simulator.llm.replica.ReplicaTiming;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads what one replica is from rows {@code quantity,at,value}: times of prompts by their tokens, times of steps by the
 * number of sequences, and single values, whose {@code at} is empty.
 */
public final class ReplicaSpecReader {
    private static final String PREFILL = "prefill_ms";
    private static final String DECODE = "decode_ms";
    private static final String KV_TOKENS = "kv_tokens";

    /** Single values, and what they are where the file does not say; without a default they must be said. */
    private static final Map<String, Optional<Double>> VALUES = Map.of(
            KV_TOKENS,
            Optional.empty(),
            "kv_us_per_token",
            Optional.of(0.0),
            "attention_ns_per_token2",
            Optional.of(0.0),
            "gpus",
            Optional.of(1.0),
            "usd_per_gpu_hour",
            Optional.of(0.0),
            "inter_token_ms",
            Optional.of(100.0));

    private static final List<String> HEADER = List.of("quantity", "at", "value");

    private final Path file;
    private final NavigableMap<Double, Double> prefill = new TreeMap<>();
    private final NavigableMap<Double, Double> decode = new TreeMap<>();
    private final Map<String, Double> values = new HashMap<>();

    private ReplicaSpecReader(Path file) {
        this.file = file;
    }

    /**
     * The replica of a file.
     *
     * @throws IllegalArgumentException naming file and line where the file is not such
     * @throws UnusableFileException where it cannot be read
     */
    public static ReplicaSpec read(Path file) {
        try (CsvFile csv = CsvFile.open(file)) {
            return new ReplicaSpecReader(file).read(csv);
        }
    }

    private ReplicaSpec read(CsvFile csv) {
        if (!csv.names().equals(HEADER)) {
            throw new IllegalArgumentException(
                    file + " must begin with " + String.join(",", HEADER) + ", not with " + csv.names());
        }
        for (Optional<CsvFile.Row> next = csv.next(); next.isPresent(); next = csv.next()) {
            add(next.get());
        }
        if (!prefill.containsKey(0.0)) {
            throw new IllegalArgumentException(
                    file + " has no row " + PREFILL + ",0,…: how long a step takes with nothing in it");
        }
        try {
            return spec();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private ReplicaSpec spec() {
        ReplicaTiming timing = new ReplicaTiming(
                curve(PREFILL, prefill),
                curve(DECODE, decode),
                value("kv_us_per_token") * 1e-6,
                value("attention_ns_per_token2") * 1e-9);
        return new ReplicaSpec(
                String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", ""),
                timing,
                value(KV_TOKENS),
                (int) value("gpus"),
                value("usd_per_gpu_hour"),
                value("inter_token_ms") / 1000);
    }

    private void add(CsvFile.Row row) {
        String quantity = row.cells().get(0);
        double value = number(row, 2);
        if (quantity.equals(PREFILL)) {
            put(row, prefill, number(row, 1), value);
        } else if (quantity.equals(DECODE)) {
            put(row, decode, number(row, 1), value);
        } else if (VALUES.containsKey(quantity)) {
            put(row, values, quantity, value);
        } else {
            throw new IllegalArgumentException(file + ":" + row.line() + ": '" + quantity
                    + "' is no quantity of a replica; there are " + PREFILL + ", " + DECODE + " and "
                    + String.join(", ", VALUES.keySet().stream().sorted().toList()));
        }
    }

    private <K> void put(CsvFile.Row row, Map<K, Double> to, K at, double value) {
        if (to.putIfAbsent(at, value) != null) {
            throw new IllegalArgumentException(
                    file + ":" + row.line() + ": " + row.cells().get(0) + " of " + at + " stands twice");
        }
    }

    private double number(CsvFile.Row row, int column) {
        String cell = row.cells().get(column);
        double value = Cells.isNumber(cell) ? Double.parseDouble(cell) : Double.NaN;
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(file + ":" + row.line() + ": '" + cell + "' in column "
                    + HEADER.get(column) + " is no number of at least 0");
        }
        return value;
    }

    private double value(String quantity) {
        Double stated = values.get(quantity);
        return stated != null
                ? stated
                : Optional.ofNullable(VALUES.get(quantity))
                        .flatMap(known -> known)
                        .orElseThrow(() -> new IllegalArgumentException("no row says " + quantity));
    }

    private static Curve curve(String quantity, NavigableMap<Double, Double> points) {
        if (points.size() < 2) {
            throw new IllegalArgumentException(quantity + " needs rows of two points or more, not " + points.size());
        }
        return new Curve(
                points.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
                points.values().stream().mapToDouble(millis -> millis / 1000).toArray());
    }
}
