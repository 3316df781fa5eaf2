package dev.sluice.ingest.otlp;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What an SDK of OpenTelemetry really sent, export by export, and what it adds up to: in the folder of the system property
 * {@code sluice.otlp}, with {@code expected.json}.
 *
 * @param bodies the exports in their order, as they were sent
 * @param expected what each of the first exports adds
 */
public record Payloads(String name, List<byte[]> bodies, List<Expected> expected, int restartAfter) {
    /** What happened since the export before, and levels at it. */
    public record Expected(long requests, long errors, double active, long queue) {}

    /** Every sequence of exports; the tests are skipped where they are not there. */
    public static Stream<Payloads> all() {
        String folder = System.getProperty("sluice.otlp", "");
        assumeTrue(!folder.isEmpty(), "no recorded payloads: -Dsluice.otlp=FOLDER names them");
        Path path = Path.of(folder);
        List<Payloads> found = new ArrayList<>();
        try {
            JsonNode expected =
                    new JsonMapper().readTree(path.resolve("expected.json").toFile());
            for (String name : (Iterable<String>) expected::fieldNames) {
                found.add(read(path, name, expected.get(name)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found.stream();
    }

    private static Payloads read(Path folder, String name, JsonNode expected) throws IOException {
        List<byte[]> bodies = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> own = files.filter(f -> f.getFileName().toString().matches(name + "-\\d+\\.(pb|json)"))
                    .sorted()
                    .toList();
            for (Path file : own) {
                bodies.add(Files.readAllBytes(file));
            }
        }
        List<Expected> exports = new ArrayList<>();
        expected.get("exports")
                .forEach(e -> exports.add(new Expected(
                        e.get("newRequests").asLong(),
                        e.get("newErrors").asLong(),
                        e.get("activeRequests").asDouble(),
                        e.get("queueDepth").asLong())));
        return new Payloads(name, bodies, exports, expected.path("restartAfter").asInt(exports.size()));
    }

    public long requests() {
        return expected.stream().mapToLong(Expected::requests).sum();
    }

    public long errors() {
        return expected.stream().mapToLong(Expected::errors).sum();
    }

    /**
     * An expectation as the process sent it: what is in flight is counted from zero again after a restart, while the expectations
     * count on.
     */
    public Expected asSent(Expected export) {
        int at = expected.indexOf(export);
        double ended = at < restartAfter ? 0 : expected.get(restartAfter - 1).active();
        return new Expected(export.requests(), export.errors(), export.active() - ended, export.queue());
    }

    @Override
    public String toString() {
        return name;
    }
}
