package dev.sluice.allocation.rightsizing.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Buckets, percentiles, decay, confidence, kills and estimators of the file vpa.json in the folder that the system
 * property {@code sluice.vectors} names: the Kubernetes VPA recommender's own test figures (kubernetes/autoscaler, vertical-pod-autoscaler/pkg/recommender). Skipped without.
 */
final class VpaVectorsTest {
    private static final double MIB = 1 << 20;
    private static final Pattern NUMBER = Pattern.compile("[0-9.]+");
    private JsonNode vectors = new ObjectMapper().createObjectNode();

    @BeforeEach
    void read() throws IOException {
        String folder = System.getProperty("sluice.vectors", "");
        Path file = Path.of(folder, "vpa.json");
        assumeTrue(!folder.isEmpty() && Files.exists(file), "no vpa.json: set -Dsluice.vectors=FOLDER");
        vectors = new ObjectMapper().readTree(file.toFile());
    }

    @Test
    void buckets() {
        for (JsonNode test : vectors.get("buckets")) {
            List<Double> numbers = numbers(test.get("scheme").asText());
            Buckets buckets = test.get("scheme").asText().startsWith("linear")
                    ? new Buckets.Linear(numbers.get(0), numbers.get(1))
                    : new Buckets.Exponential(numbers.get(0), numbers.get(1), numbers.get(2));
            double got = switch (test.get("op").asText()) {
                case "count" -> buckets.count();
                case "start" -> buckets.start(test.get("index").asInt());
                default -> buckets.find(test.get("value").asDouble());
            };
            assertThat(got).as(test.toString()).isCloseTo(test.get("expect").asDouble(), within(1e-9));
        }
    }

    @Test
    void percentiles() {
        for (JsonNode test : vectors.get("percentiles")) {
            String name = test.get("case").asText();
            if (name.startsWith("empty") || name.startsWith("linear max 10")) {
                ResourceHistogram histogram = new ResourceHistogram(new Buckets.Linear(10, 1), 3600);
                for (int i = 1; i <= 4 && name.startsWith("linear"); i++) {
                    histogram.add(i, i, 0);
                }
                check(test, histogram);
            }
        }
    }

    @Test
    void decay() {
        for (JsonNode test : vectors.get("decay")) {
            String name = test.get("case").asText();
            ResourceHistogram histogram = new ResourceHistogram(new Buckets.Linear(10, 1), 3600);
            boolean apart = name.contains("one half-life apart");
            for (int i = 1; i <= 4 && (apart || name.equals("no time difference")); i++) {
                histogram.add(i, i, apart ? i * 3600L : 0);
            }
            if (name.contains("forgotten")) {
                histogram.add(2, 1, 0);
                histogram.add(1, 1, 101 * 3600L);
            } else if (name.startsWith("half-life 1 h") || name.equals("same")) {
                histogram.add(2, 1000, 0);
                histogram.add(1, 1, 20 * 3600L);
            }
            check(test, histogram);
        }
    }

    @Test
    void confidence() {
        double confidence = 0;
        for (JsonNode test : vectors.get("confidence")) {
            if (test.get("quantity").asText().equals("confidence")) {
                confidence = Estimate.confidence(
                        test.get("samples").asLong(),
                        test.get("lifespan_s").asDouble(),
                        test.get("interval_s").asDouble());
                assertThat(confidence).isCloseTo(test.get("expect").asDouble(), within(1e-12));
                continue;
            }
            boolean none = test.has("samples");
            double base = none
                    ? 1
                    : test.path("base_millicores")
                            .asDouble(test.path("base_bytes").asDouble());
            double got = Estimate.widened(
                    base,
                    test.get("multiplier").asDouble(),
                    test.get("exponent").asDouble(),
                    none ? 0 : confidence);
            double expected = test.get("expect").asDouble();
            // whole millicores there
            assertThat(Math.floor(got + 1e-3)).as(test.toString()).isCloseTo(expected, within(1e-9 * expected));
        }
    }

    @Test
    void out_of_memory() {
        for (JsonNode test : vectors.get("oom")) {
            MemoryPeaks peaks = new MemoryPeaks(test.get("interval_s").asLong());
            MemoryPeaksTest.Ledger ledger = new MemoryPeaksTest.Ledger();
            for (JsonNode event : test.get("events")) {
                double bytes = event.get("MiB").asDouble() * MIB;
                long at = event.get("t_s").asLong();
                boolean kill = event.get("kind").asText().equals("oom");
                boolean booked = kill ? peaks.killed(bytes, at, ledger) : peaks.used(bytes, at, ledger);
                if (!booked) {
                    ledger.lines.add("discarded " + event.get("MiB").asInt() + " @" + at);
                }
            }
            List<String> expected = new ArrayList<>();
            for (JsonNode op : test.get("expect_histogram_ops")) {
                expected.add(op.get("op").asText() + " " + op.get("MiB").asInt() + " @"
                        + op.get("window_end_s").asLong());
            }
            assertThat(ledger.lines).as(test.get("name").asText()).isEqualTo(expected);
        }
    }

    @Test
    void estimators() {
        JsonNode cpu = vectors.get("estimator").get(0);
        JsonNode memory = vectors.get("estimator").get(1);
        assertThat(filled(Buckets.CPU, cpu.get("samples_cores")))
                .isCloseTo(cpu.get("reference_value").asDouble(), within(1e-9));
        assertThat(filled(Buckets.MEMORY, memory.get("samples_bytes")))
                .isCloseTo(memory.get("reference_value").asDouble(), within(1.0));
        assertThat(Buckets.CPU.count())
                .isEqualTo(vectors.at("/default_bucket_counts/cpu").asInt());
    }

    private static double filled(Buckets buckets, JsonNode samples) {
        ResourceHistogram histogram = new ResourceHistogram(buckets, 86_400);
        samples.forEach(sample -> histogram.add(sample.asDouble(), 1, 0));
        return histogram.percentile(buckets.equals(Buckets.CPU) ? .2 : .5);
    }

    private static void check(JsonNode test, ResourceHistogram histogram) {
        assertThat(histogram.percentile(test.get("percentile").asDouble()))
                .as(test.toString())
                .isCloseTo(test.get("expect").asDouble(), within(1e-9));
    }

    private static List<Double> numbers(String text) {
        List<Double> numbers = new ArrayList<>();
        Matcher matcher = NUMBER.matcher(text);
        while (matcher.find()) {
            numbers.add(Double.valueOf(matcher.group()));
        }
        return numbers;
    }
}
