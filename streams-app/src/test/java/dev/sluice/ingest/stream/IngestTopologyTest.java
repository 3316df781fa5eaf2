package dev.sluice.ingest.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.RequestRateEvent;
import dev.sluice.ingest.mapping.Mapping;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When events are told, and what happens to what cannot be read. */
final class IngestTopologyTest {
    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Map<String, Object> REGISTRY = Map.of("schema.registry.url", "mock://ingest-topology");

    @TempDir
    private Path directory;

    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> messages;
    private TestInputTopic<byte[], byte[]> exports;
    private TestOutputTopic<String, RequestRateEvent> events;
    private TestOutputTopic<byte[], byte[]> letters;
    private Instant now = START;

    @BeforeEach
    void start() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "ingest");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        IngestTopology topology = new IngestTopology(
                List.of("otlp_metrics"), "exports", Topics.plain(), Mapping.builtIn(), REGISTRY, DeadLetter.MAX_BYTES);
        driver = new TopologyTestDriver(topology.build(), properties, START);
        messages = driver.createInputTopic("otlp_metrics", new ByteArraySerializer(), new ByteArraySerializer());
        exports = driver.createInputTopic("exports", new ByteArraySerializer(), new ByteArraySerializer());
        events = driver.createOutputTopic(
                "request-rate-events",
                new StringDeserializer(),
                AvroSerde.of(RequestRateEvent.class, REGISTRY).deserializer());
        letters = driver.createOutputTopic("dead-letters", new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    private void passes(Duration time) {
        driver.advanceWallClockTime(time);
        now = now.plus(time);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A resource whose only metric counts requests since the start. */
    private String resource(String service, long total) {
        return """
                {"resource": {"attributes": [{"key": "service.name", "value": {"stringValue": "%s"}}]},
                 "scopeMetrics": [{"metrics": [{"name": "http.server.request.duration", "unit": "s", "histogram":
                  {"aggregationTemporality": 2, "dataPoints": [{"startTimeUnixNano": "%d", "timeUnixNano": "%d", "count": %d}]}}]}]}""".formatted(service, START.toEpochMilli() * 1_000_000, now.toEpochMilli() * 1_000_000, total);
    }

    private static byte[] message(String... resources) {
        return utf8("{\"resourceMetrics\": [" + String.join(",", resources) + "]}");
    }

    @Test
    void an_event_is_told_when_a_later_export_comes_or_after_a_second() {
        passes(Duration.ofSeconds(10));
        messages.pipeInput(message(resource("shop", 10), resource("search", 4)));
        assertThat(events.isEmpty()).isTrue();
        passes(Duration.ofMillis(1_250));
        assertThat(events.readValuesToList())
                .extracting(e -> e.getService() + " " + e.getRequests())
                .containsExactlyInAnyOrder("shop 10", "search 4");

        passes(Duration.ofSeconds(9));
        messages.pipeInput(message(resource("shop", 15)));
        now = now.plusMillis(500);
        messages.pipeInput(message(resource("shop", 18)));
        assertThat(events.readValuesToList())
                .extracting(RequestRateEvent::getRequests)
                .containsExactly(5L);
        passes(Duration.ofMillis(1_250));
        assertThat(events.readValuesToList())
                .extracting(RequestRateEvent::getRequests)
                .containsExactly(3L);
    }

    @Test
    void a_resource_that_is_alive_and_has_nothing_to_tell_reports_no_demand_if_it_is_known() {
        passes(Duration.ofSeconds(10));
        String idle = resource("shop", 0).replace("http.server.request.duration", "jvm.memory.used");
        messages.pipeInput(message(idle));
        passes(Duration.ofSeconds(10));
        assertThat(events.isEmpty()).isTrue();
        messages.pipeInput(message(resource("shop", 3)));
        passes(Duration.ofSeconds(10));
        messages.pipeInput(message(resource("shop", 0).replace("http.server.request.duration", "jvm.memory.used")));
        passes(Duration.ofSeconds(2));
        assertThat(events.readValuesToList())
                .extracting(RequestRateEvent::getRequests)
                .containsExactly(3L, 0L);
    }

    @Test
    void what_cannot_be_read_is_a_dead_letter_and_stops_nothing() {
        passes(Duration.ofSeconds(10));
        messages.pipeInput(utf8("{"));
        messages.pipeInput(new byte[0]);
        messages.pipeInput(message("{\"resource\": 5}", resource("shop", 3), "7"));
        exports.pipeInput(utf8("shop"), utf8("no export"));
        passes(Duration.ofSeconds(2));
        assertThat(events.readValuesToList())
                .extracting(RequestRateEvent::getRequests)
                .containsExactly(3L);
        List<TestRecord<byte[], byte[]>> dead = letters.readRecordsToList();
        assertThat(dead).hasSize(4);
        assertThat(dead.get(2).value()).isEqualTo(utf8("{\"resourceMetrics\":[{\"resource\":5}]}"));
        assertThat(text(dead.get(2).headers(), DeadLetter.DETAIL)).contains("resource is not an object");
        assertThat(text(dead.get(0).headers(), DeadLetter.TOPIC)).isEqualTo("otlp_metrics");
    }

    private static String text(Headers headers, String name) {
        return new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private boolean isAnyKnown() {
        try (KeyValueIterator<Bytes, byte[]> all =
                driver.<Bytes, byte[]>getKeyValueStore(ReporterProcessor.STORE).all()) {
            return all.hasNext();
        }
    }

    @Test
    void an_instance_that_is_silent_for_a_day_is_forgotten() {
        passes(Duration.ofSeconds(10));
        messages.pipeInput(message(resource("shop", 3)));
        passes(Duration.ofSeconds(2));
        assertThat(isAnyKnown()).isTrue();
        passes(Duration.ofHours(23));
        passes(Duration.ofMinutes(30));
        assertThat(isAnyKnown()).isTrue();
        passes(Duration.ofHours(1));
        assertThat(isAnyKnown()).isFalse();
    }
}
