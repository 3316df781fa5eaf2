package dev.sluice.topology.output;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.LoopSettings;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.topology.SluiceTopology;
import dev.sluice.topology.TopologySettings;
import dev.sluice.topology.consumer.ReadPositions;
import dev.sluice.topology.output.CloudEventHeaders.Which;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commands and decisions of the real topology, read as CloudEvents. */
final class CloudEventHeadersTest {
    private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

    private final Map<String, Object> registry = Map.of("schema.registry.url", "mock://" + UUID.randomUUID());

    private static Map<String, String> texts(Headers headers) {
        Map<String, String> texts = new TreeMap<>();
        for (Header header : headers) {
            texts.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
        }
        return texts;
    }

    /** What headers add to a record on disk: name and value with their lengths. */
    private static int bytes(Headers headers) {
        int bytes = 0;
        for (Header header : headers) {
            bytes += Utils.utf8Length(header.key()) + header.value().length + 2;
        }
        return bytes;
    }

    private TopologyTestDriver driver(Which which) {
        LoopSettings loops = new LoopSettings(
                Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofMinutes(5), LoopSettings.TimeSource.EVENT);
        TopologySettings settings = new TopologySettings(
                        Topics.plain(),
                        loops,
                        10,
                        new TopologySettings.SerdeSettings(AvroSerde.class.getName(), registry))
                .with(new CloudEventHeaders(which, "sluice"));
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "ce-" + UUID.randomUUID());
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        return new TopologyTestDriver(new SluiceTopology(settings, new ReadPositions()).build(), properties, START);
    }

    private void send(TopologyTestDriver driver, Topic topic, SpecificRecord record) {
        Serializer<SpecificRecord> serializer =
                AvroSerde.of(SpecificRecord.class, registry).serializer();
        driver.createInputTopic(topic.plainName(), new StringSerializer(), serializer)
                .pipeInput("größe", record, START);
    }

    private static List<TestRecord<String, byte[]>> read(TopologyTestDriver driver, Topic topic) {
        return driver.createOutputTopic(topic.plainName(), new StringDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    private <T extends SpecificRecord> T value(Class<T> type, TestRecord<String, byte[]> record) {
        Deserializer<T> deserializer = AvroSerde.of(type, registry).deserializer();
        return deserializer.deserialize("any", record.value());
    }

    @ParameterizedTest
    @EnumSource(Which.class)
    void commands_and_decisions_carry_what_readers_of_cloud_events_need_where_it_is_set(Which which) {
        try (TopologyTestDriver driver = driver(which)) {
            send(
                    driver,
                    Topic.SCALING_POLICIES,
                    ScalingPolicy.newBuilder()
                            .setService("größe")
                            .setMaxReplicas(40)
                            .setPerReplica(10.0)
                            .setLeadTimeMs(60_000L)
                            .build());
            for (int t = 0; t < 120; t += 10) {
                send(
                        driver,
                        Topic.REQUEST_RATE_EVENTS,
                        RequestRateEvent.newBuilder()
                                .setService("größe")
                                .setInstance("a")
                                .setFrom(START.plusSeconds(t))
                                .setTo(START.plusSeconds(t + 10))
                                .setRequests(1_500)
                                .build());
            }
            List<TestRecord<String, byte[]>> commands = read(driver, Topic.SCALING_COMMANDS);
            List<TestRecord<String, byte[]>> decisions = read(driver, Topic.SCALING_DECISIONS);

            assertThat(commands).isNotEmpty().allSatisfy(record -> {
                ScalingCommand command = value(ScalingCommand.class, record);
                assertThat(texts(record.headers())).isEqualTo(which == Which.NONE ? Map.of() : expected(command));
            });
            assertThat(decisions).hasSizeGreaterThan(5).allSatisfy(record -> {
                ScalingDecision decision = value(ScalingDecision.class, record);
                assertThat(texts(record.headers())).isEqualTo(which == Which.ALL ? expected(decision) : Map.of());
            });
            if (which == Which.ALL) {
                assertBytes(commands.get(commands.size() - 1), 140, 138);
                assertBytes(decisions.get(decisions.size() - 1), 162, 508);
            }
        }
    }

    private static Map<String, String> expected(ScalingCommand command) {
        return Map.of(
                "ce_specversion", "1.0",
                "ce_type", "dev.sluice.scaling.command.v1",
                "ce_source", "/sluice",
                "ce_id", "größe/" + command.getGeneration() + "/",
                "ce_subject", "größe",
                "ce_time", command.getIssuedAt().toString());
    }

    private static Map<String, String> expected(ScalingDecision decision) {
        return Map.of(
                "ce_specversion", "1.0",
                "ce_type", "dev.sluice.scaling.decision.v1",
                "ce_source", "/sluice",
                "ce_id", decision.getId(),
                "ce_subject", "größe",
                "ce_time", decision.getAt().toString());
    }

    /** docs/clients.md and the default of the setting rest on these. */
    private static void assertBytes(TestRecord<String, byte[]> record, int ofHeaders, int ofRecord) {
        int bytes = record.value().length + Utils.utf8Length(record.key());
        assertThat(bytes(record.headers())).as("headers").isBetween(ofHeaders - 10, ofHeaders + 10);
        assertThat(bytes).as("key and value").isBetween(ofRecord / 2, 2 * ofRecord);
    }
}
