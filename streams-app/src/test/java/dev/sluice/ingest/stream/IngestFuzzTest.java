package dev.sluice.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.RequestRateEvent;
import dev.sluice.ingest.mapping.Mapping;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogram;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Gauge;
import io.opentelemetry.proto.metrics.v1.Histogram;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.MetricsData;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.metrics.v1.Summary;
import io.opentelemetry.proto.metrics.v1.SummaryDataPoint;
import io.opentelemetry.proto.resource.v1.Resource;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No message of metrics stops ingest, whatever it holds: an honest instance beside the garbage is counted exactly, and no
 * record that is written is larger than a broker takes. More with {@code -Dsluice.fuzz.ingest}, others with
 * {@code -Dsluice.fuzz.seed}.
 */
final class IngestFuzzTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Map<String, Object> REGISTRY = Map.of("schema.registry.url", "mock://ingest-fuzz");
    private static final int BETWEEN_HONEST = 250;
    private static final String[] METRICS = {
        "http.server.request.duration",
        "http.server.active_requests",
        "vllm:e2e_request_latency_seconds",
        "vllm:prompt_tokens",
        "vllm:num_requests_running",
        "tgi_request_input_length",
        "nv_trt_llm_request_metrics",
        "container.cpu.usage",
        "process.cpu.time",
        "k8s.pod.memory.working_set",
        "made.up"
    };

    @TempDir
    private Path directory;

    private final long seed = Long.getLong("sluice.fuzz.seed", 20_260_301);
    private final Random random = new Random(seed);
    private Instant now = START;

    @Test
    void an_honest_instance_is_counted_whatever_comes_beside_it() {
        int records = Math.min(Integer.getInteger("sluice.fuzz.ingest", 2_000), 2_000_000);
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "ingest-fuzz");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        IngestTopology topology = new IngestTopology(
                List.of("otlp_metrics"), "exports", Topics.plain(), Mapping.builtIn(), REGISTRY, DeadLetter.MAX_BYTES);
        try (TopologyTestDriver driver = new TopologyTestDriver(topology.build(), properties, START)) {
            TestInputTopic<byte[], byte[]> messages =
                    driver.createInputTopic("otlp_metrics", new ByteArraySerializer(), new ByteArraySerializer());
            TestInputTopic<byte[], byte[]> exports =
                    driver.createInputTopic("exports", new ByteArraySerializer(), new ByteArraySerializer());
            TestOutputTopic<String, RequestRateEvent> events = driver.createOutputTopic(
                    "request-rate-events",
                    new StringDeserializer(),
                    AvroSerde.of(RequestRateEvent.class, REGISTRY).deserializer());
            TestOutputTopic<byte[], byte[]> letters =
                    driver.createOutputTopic("dead-letters", new ByteArrayDeserializer(), new ByteArrayDeserializer());
            long honest = 0;
            for (int i = 0; i < records; i++) {
                feed(messages, exports, i);
                if (i % BETWEEN_HONEST == 0) {
                    honest += 7;
                    driver.advanceWallClockTime(Duration.ofSeconds(10));
                    now = now.plusSeconds(10);
                    messages.pipeInput(honest(honest));
                    driver.advanceWallClockTime(Duration.ofSeconds(2));
                    now = now.plusSeconds(2);
                    assertThat(letters.readRecordsToList())
                            .extracting(letter -> letter.value().length)
                            .allMatch(length -> length < DeadLetter.MAX_BYTES);
                    assertThat(events.readValuesToList())
                            .as("seed %d, message %d", seed, i)
                            .filteredOn(event -> event.getService().equals("honest"))
                            .extracting(RequestRateEvent::getRequests)
                            .containsExactly(7L);
                }
            }
        }
    }

    @Test
    void abuse_of_memory_and_time_ends_in_dead_letters_that_say_why() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "ingest-abuse");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        IngestTopology topology = new IngestTopology(
                List.of("otlp_metrics"), "exports", Topics.plain(), Mapping.builtIn(), REGISTRY, DeadLetter.MAX_BYTES);
        try (TopologyTestDriver driver = new TopologyTestDriver(topology.build(), properties, START)) {
            TestInputTopic<byte[], byte[]> messages =
                    driver.createInputTopic("otlp_metrics", new ByteArraySerializer(), new ByteArraySerializer());
            TestOutputTopic<byte[], byte[]> letters =
                    driver.createOutputTopic("dead-letters", new ByteArrayDeserializer(), new ByteArrayDeserializer());
            byte[] bomb = new BoundedMessages()
                    .deserialize("", new RecordHeaders(), ByteBuffer.allocate(BoundedMessages.MOST_BYTES + 1));
            messages.pipeInput(null, bomb);
            messages.pipeInput(null, withAttributes(5_000, 1));
            messages.pipeInput(null, withAttributes(1, 5_000));
            assertThat(letters.readRecordsToList())
                    .extracting(letter -> new String(
                            letter.headers().lastHeader(DeadLetter.DETAIL).value(), StandardCharsets.UTF_8))
                    .satisfiesExactly(
                            why -> assertThat(why).contains("has 4194305 bytes, more than 4194304"),
                            why -> assertThat(why).contains("a resource has 5000 attributes, more than 512"),
                            why -> assertThat(why).contains("a point has 5000 attributes, more than 512"));
        }
    }

    private byte[] withAttributes(int ofResource, int ofPoint) {
        NumberDataPoint.Builder point =
                NumberDataPoint.newBuilder().setAsInt(1).setTimeUnixNano(now.toEpochMilli() * 1_000_000);
        for (int i = 0; i < ofPoint; i++) {
            point.addAttributes(attribute("k" + i, text("v")));
        }
        Resource.Builder resource = Resource.newBuilder();
        for (int i = 0; i < ofResource; i++) {
            resource.addAttributes(attribute(i == 0 ? "service.name" : "k" + i, text("many")));
        }
        Metric metric = Metric.newBuilder()
                .setName(METRICS[1])
                .setGauge(Gauge.newBuilder().addDataPoints(point))
                .build();
        return MetricsData.newBuilder()
                .addResourceMetrics(ResourceMetrics.newBuilder()
                        .setResource(resource)
                        .addScopeMetrics(ScopeMetrics.newBuilder().addMetrics(metric)))
                .build()
                .toByteArray();
    }

    private void feed(TestInputTopic<byte[], byte[]> messages, TestInputTopic<byte[], byte[]> exports, int i) {
        byte[] message = mutated(message());
        try {
            if (random.nextInt(10) > 0) {
                messages.pipeInput(null, message);
                return;
            }
            RecordHeaders headers = new RecordHeaders();
            switch (random.nextInt(4)) {
                case 0 -> headers.add(IngestTopology.EVENT, utf8(one("REQUEST_RATE_EVENTS", "USAGE_EVENTS", "x")));
                case 1 -> headers.add(IngestTopology.GROUP, utf8("1"));
                case 2 -> headers.add(IngestTopology.EVENT, utf8(Topic.DEAD_LETTERS.name()));
                default -> {}
            }
            exports.pipeInput(new TestRecord<>(utf8(one("shop", "", "x")), message, headers, now));
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("seed " + seed + ", message " + i + " stops ingest", e);
        }
    }

    private byte[] honest(long total) {
        HistogramDataPoint point = HistogramDataPoint.newBuilder()
                .setStartTimeUnixNano(START.toEpochMilli() * 1_000_000)
                .setTimeUnixNano(now.toEpochMilli() * 1_000_000)
                .setCount(total)
                .build();
        Metric metric = Metric.newBuilder()
                .setName(METRICS[0])
                .setUnit("s")
                .setHistogram(Histogram.newBuilder()
                        .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE)
                        .addDataPoints(point))
                .build();
        return MetricsData.newBuilder()
                .addResourceMetrics(ResourceMetrics.newBuilder()
                        .setResource(Resource.newBuilder().addAttributes(attribute("service.name", text("honest"))))
                        .addScopeMetrics(ScopeMetrics.newBuilder().addMetrics(metric)))
                .build()
                .toByteArray();
    }

    private byte[] message() {
        MetricsData.Builder data = MetricsData.newBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            ResourceMetrics.Builder resource = ResourceMetrics.newBuilder();
            resource.setResource(Resource.newBuilder()
                    .addAttributes(attribute(one("service.name", "job", "k8s.deployment.name"), any(0)))
                    .addAttributes(attribute(one("service.instance.id", "pod", "host.name"), any(0))));
            ScopeMetrics.Builder scope = ScopeMetrics.newBuilder();
            for (int j = random.nextInt(4); j >= 0; j--) {
                scope.addMetrics(metric());
            }
            data.addResourceMetrics(resource.addScopeMetrics(scope));
        }
        return data.build().toByteArray();
    }

    private Metric metric() {
        Metric.Builder metric = Metric.newBuilder().setName(one(METRICS)).setUnit(one("s", "ms", "1", "By", ""));
        int points = random.nextInt(400) == 0 ? 20_000 : random.nextInt(4);
        var temporality = AggregationTemporality.forNumber(random.nextInt(3));
        switch (random.nextInt(5)) {
            case 0 -> {
                Gauge.Builder gauge = Gauge.newBuilder();
                for (int i = 0; i < points; i++) {
                    gauge.addDataPoints(number());
                }
                metric.setGauge(gauge);
            }
            case 1 -> {
                Sum.Builder sum =
                        Sum.newBuilder().setAggregationTemporality(temporality).setIsMonotonic(random.nextBoolean());
                for (int i = 0; i < points; i++) {
                    sum.addDataPoints(number());
                }
                metric.setSum(sum);
            }
            case 2 -> {
                Histogram.Builder histogram = Histogram.newBuilder().setAggregationTemporality(temporality);
                for (int i = 0; i < points; i++) {
                    histogram.addDataPoints(buckets());
                }
                metric.setHistogram(histogram);
            }
            case 3 -> {
                ExponentialHistogram.Builder histogram =
                        ExponentialHistogram.newBuilder().setAggregationTemporality(temporality);
                for (int i = 0; i < Math.min(points, 100); i++) {
                    histogram.addDataPoints(exponential());
                }
                metric.setExponentialHistogram(histogram);
            }
            default ->
                metric.setSummary(Summary.newBuilder()
                        .addDataPoints(SummaryDataPoint.newBuilder()
                                .setCount(whole())
                                .setSum(real())
                                .setTimeUnixNano(time())
                                .setStartTimeUnixNano(time())));
        }
        return metric.build();
    }

    private NumberDataPoint number() {
        NumberDataPoint.Builder point = NumberDataPoint.newBuilder()
                .setTimeUnixNano(time())
                .setStartTimeUnixNano(time())
                .addAttributes(attribute(one("state", "http.response.status_code", "pool"), any(0)));
        return random.nextBoolean()
                ? point.setAsDouble(real()).build()
                : point.setAsInt(whole()).build();
    }

    private HistogramDataPoint buckets() {
        HistogramDataPoint.Builder point = HistogramDataPoint.newBuilder()
                .setTimeUnixNano(time())
                .setStartTimeUnixNano(time())
                .setCount(whole())
                .setSum(real());
        for (int i = random.nextInt(5); i > 0; i--) {
            point.addBucketCounts(whole()).addExplicitBounds(real());
        }
        return point.build();
    }

    private ExponentialHistogramDataPoint exponential() {
        ExponentialHistogramDataPoint.Builder point = ExponentialHistogramDataPoint.newBuilder()
                .setTimeUnixNano(time())
                .setStartTimeUnixNano(time())
                .setCount(whole())
                .setZeroCount(whole())
                .setScale((int) whole());
        for (int side = 0; side < 2; side++) {
            var buckets = ExponentialHistogramDataPoint.Buckets.newBuilder().setOffset((int) whole());
            for (int i = random.nextInt(50) == 0 ? 50_000 : random.nextInt(5); i > 0; i--) {
                buckets.addBucketCounts(whole());
            }
            point = side == 0 ? point.setPositive(buckets) : point.setNegative(buckets);
        }
        return point.build();
    }

    private static KeyValue attribute(String key, AnyValue value) {
        return KeyValue.newBuilder().setKey(key).setValue(value).build();
    }

    private static AnyValue text(String text) {
        return AnyValue.newBuilder().setStringValue(text).build();
    }

    private AnyValue any(int depth) {
        return switch (random.nextInt(8)) {
            case 0 -> AnyValue.getDefaultInstance();
            case 1 -> text(one("", "\0", "a\nb", "../../x", "\u202ex", "x".repeat(random.nextInt(70_000))));
            case 2 -> AnyValue.newBuilder().setIntValue(whole()).build();
            case 3 -> AnyValue.newBuilder().setDoubleValue(real()).build();
            case 4 ->
                depth > 20
                        ? text("deep")
                        : AnyValue.newBuilder()
                                .setArrayValue(ArrayValue.newBuilder()
                                        .addValues(any(depth + 1))
                                        .addValues(any(depth + 20)))
                                .build();
            default -> text("fuzz-" + random.nextInt(5));
        };
    }

    private long time() {
        long nanos = now.toEpochMilli() * 1_000_000;
        return switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> -1;
            case 2 -> Long.MAX_VALUE;
            case 3 -> Long.MIN_VALUE;
            case 4 -> START.toEpochMilli() * 1_000_000;
            default -> nanos - random.nextInt(1_000_000_000);
        };
    }

    private long whole() {
        return switch (random.nextInt(8)) {
            case 0 -> Long.MAX_VALUE;
            case 1 -> Long.MIN_VALUE;
            case 2 -> -1;
            case 3 -> 1L << random.nextInt(63);
            default -> random.nextInt(1_000);
        };
    }

    private double real() {
        return switch (random.nextInt(8)) {
            case 0 -> Double.NaN;
            case 1 -> Double.NEGATIVE_INFINITY;
            case 2 -> Double.MAX_VALUE;
            case 3 -> -0.0;
            case 4 -> Math.pow(10, random.nextInt(600) - 300);
            default -> random.nextDouble() * 100;
        };
    }

    private String one(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private byte[] mutated(byte[] message) {
        byte[] changed = message.clone();
        switch (random.nextInt(8)) {
            case 0 -> changed = java.util.Arrays.copyOf(changed, random.nextInt(changed.length + 1));
            case 1, 2 -> {
                for (int i = random.nextInt(6); i >= 0 && changed.length > 0; i--) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                }
            }
            case 3 -> changed = json();
            default -> {}
        }
        return changed;
    }

    /** JSON that is broken, deep, or names what is not there. */
    private byte[] json() {
        String value = one(
                "1e999",
                "\"NaN\"",
                "{}",
                "[]",
                "null",
                "\"x\"",
                "9223372036854775808",
                "-1",
                "[".repeat(900) + "1" + "]".repeat(900),
                "[".repeat(random.nextInt(100_000)));
        return utf8(one(
                        "{\"resourceMetrics\": %s}",
                        "{\"resourceMetrics\": [{\"resource\": {\"attributes\": [{\"key\": \"service.name\", \"value\": {\"stringValue\": %s}}]}}]}",
                        "{\"resourceMetrics\": [{\"resource\": {\"attributes\": [{\"key\": \"service.name\", \"value\": {\"arrayValue\": {\"values\": %s}}}]}}]}",
                        "{\"resourceMetrics\": [{\"scopeMetrics\": [{\"metrics\": [{\"name\": \"http.server.active_requests\", \"gauge\": {\"dataPoints\": [{\"asDouble\": %s}]}}]}]}]}",
                        "{\"resource_metrics\": [%s]}")
                .replace("%s", value));
    }
}
