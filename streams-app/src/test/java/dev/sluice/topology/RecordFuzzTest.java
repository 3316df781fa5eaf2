package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.Trigger;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * No record stops or blinds anything: the real topology takes in records of every topic that are plausible, absurd or
 * broken, and goes on to decide for healthy services beside them, on time and as if nothing else came. Only three services
 * are kept in memory, so that all others are read from their stores again and again, as after a restart.
 *
 * <p>More: {@code -Dsluice.fuzz.records=5000000 -Dsluice.fuzz.seed=42}.
 */
class RecordFuzzTest {
    private static final long RECORDS = Long.getLong("sluice.fuzz.records", 100_000);
    private static final long SEED = Long.getLong("sluice.fuzz.seed", 20_261_129);

    private static final int HEADER_BYTES = 5;
    private static final int IN_A_ROUND = 40;
    private static final int LARGEST_STATE = 400_000;
    private static final List<String> HEALTHY = List.of("healthy-a", "healthy-b", "healthy-c");
    /** Those whose dead letters are counted: what is declared for all is only not used where it is wrong. */
    private static final List<Topic> TOPICS = List.of(
            Topic.SCALING_POLICIES,
            Topic.SCALING_OVERRIDES,
            Topic.LEARNED_HISTORIES,
            Topic.SCALING_ACKS,
            Topic.RESOURCE_GRANTS,
            Topic.REQUEST_RATE_EVENTS,
            Topic.USAGE_EVENTS,
            Topic.RESOURCE_CLAIMS);

    private final Random random = new Random(SEED);
    private final RecordFuzz fuzz = new RecordFuzz(random);
    private final Map<Topic, byte[]> headers = new EnumMap<>(Topic.class);
    private final Map<Topic, byte[]> before = new EnumMap<>(Topic.class);
    private final Map<String, Integer> reasons = new HashMap<>();
    private final Set<String> sent = new HashSet<>();
    private long offset;

    @Test
    void whatever_comes_the_stream_goes_on_and_healthy_services_are_decided_on_as_ever() {
        try (Pipeline pipeline = new Pipeline(TimeSource.WALL, Duration.ofSeconds(10), 3)) {
            HEALTHY.forEach(service -> pipeline.policy(service, 1, 50, 10));
            pipeline.pool("a", 1).pool("cpu", 2);
            long handled = 0;
            long toServices = HEALTHY.size();
            for (int round = 0; handled < RECORDS; round++) {
                pipeline.after(Duration.ofSeconds(10));
                for (Topic topic : TOPICS) {
                    List<ConsumerRecord<byte[], byte[]>> some = some(topic, pipeline);
                    pipeline.bundle(topic, some);
                    handled += some.size();
                    toServices += topic == Topic.RESOURCE_CLAIMS ? 0 : some.size();
                }
                declarations(pipeline);
                HEALTHY.forEach(service -> pipeline.report(service, 1000));
                toServices += HEALTHY.size();
                healthyAreDecidedOn(pipeline, round);
                toServices += pipeline.grants().size(); // which come back as records
                account(pipeline);
            }
            assertThat(pipeline.metric("records-total")).isEqualTo((double) toServices);
            assertThat(reasons.keySet())
                    .as("within the limits nothing fails, seed " + SEED)
                    .doesNotContain("FAILED");
            assertThat(pipeline.metric("failures-total"))
                    .as("ticks that failed")
                    .isZero();
            assertThat(reasons.values().stream().mapToInt(each -> each).sum())
                    .as("some are used, some are not: " + reasons)
                    .isBetween((int) (handled / 10), (int) (handled * 9 / 10));
            assertThat(pipeline.stored())
                    .isNotEmpty()
                    .allSatisfy(
                            (part, bytes) -> assertThat(bytes.length).as(part).isLessThan(LARGEST_STATE));
        }
    }

    private void healthyAreDecidedOn(Pipeline pipeline, int round) {
        Map<String, Integer> windows = new HashMap<>();
        for (ScalingDecision decision : pipeline.decisions()) {
            String service = decision.getService();
            if (HEALTHY.contains(service) && decision.getTrigger() == Trigger.WINDOW) {
                windows.merge(service, 1, Integer::sum);
                if (round > 10) {
                    assertThat(decision.getSeen()).as(service).isEqualTo(100.0);
                    assertThat(decision.getTarget()).as(service).isBetween(10, 12);
                }
            }
        }
        if (round > 2) {
            assertThat(windows)
                    .as("round " + round)
                    .isEqualTo(Map.of(HEALTHY.get(0), 1, HEALTHY.get(1), 1, HEALTHY.get(2), 1));
        }
        pipeline.commands();
        pipeline.claims();
        pipeline.costs();
        pipeline.forecasts();
    }

    private void account(Pipeline pipeline) {
        for (TestRecord<byte[], byte[]> letter : pipeline.letters()) {
            String where = Pipeline.header(letter, DeadLetter.TOPIC) + "/" + Pipeline.header(letter, DeadLetter.OFFSET);
            assertThat(sent.remove(where))
                    .as("a dead letter of something sent, once: " + where + ", "
                            + Pipeline.header(letter, DeadLetter.DETAIL))
                    .isTrue();
            reasons.merge(Pipeline.header(letter, DeadLetter.REASON), 1, Integer::sum);
            if (reasons.containsKey("FAILED")) {
                throw new AssertionError(
                        "seed " + SEED + ", " + where + ": " + Pipeline.header(letter, DeadLetter.DETAIL));
            }
        }
        sent.clear();
    }

    private List<ConsumerRecord<byte[], byte[]>> some(Topic topic, Pipeline pipeline) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int i = 0; i < IN_A_ROUND; i++) {
            String service = service();
            byte @Nullable [] value = value(topic, service, pipeline);
            byte @Nullable [] key = key(topic, service);
            if (HEALTHY.contains(service)) {
                value = Arrays.copyOf(value == null ? new byte[3] : value, 3);
            }
            sent.add(topic.plainName() + "/" + offset);
            records.add(record(topic, key, value, pipeline));
        }
        return records;
    }

    @SuppressWarnings("NullAway") // Kafka's records may lack key and value, its constructor does not say so
    private ConsumerRecord<byte[], byte[]> record(
            Topic topic, byte @Nullable [] key, byte @Nullable [] value, Pipeline pipeline) {
        return new ConsumerRecord<>(
                topic.plainName(),
                0,
                offset++,
                pipeline.now().toEpochMilli(),
                TimestampType.CREATE_TIME,
                key == null ? -1 : key.length,
                value == null ? -1 : value.length,
                key,
                value,
                new RecordHeaders(),
                Optional.empty());
    }

    private void declarations(Pipeline pipeline) {
        for (Topic topic : List.of(Topic.RESOURCE_POOLS, Topic.TENANT_BUDGETS)) {
            String name = new String[] {"a", "b", "cpu", "gpu"}[random.nextInt(4)];
            pipeline.raw(topic, Pipeline.bytes(name), value(topic, name, pipeline));
        }
    }

    private String service() {
        int which = random.nextInt(100);
        if (which < 3) {
            return HEALTHY.get(which);
        }
        return which < 5 ? "made-up-" + random.nextInt(50) : "fuzzed-" + random.nextInt(6);
    }

    private byte @Nullable [] key(Topic topic, String service) {
        if (HEALTHY.contains(service)) {
            return Pipeline.bytes(service);
        }
        return switch (random.nextInt(150)) {
            case 0 -> null;
            case 1 -> new byte[] {(byte) 0xC3, (byte) 0x28};
            case 2 -> new byte[0];
            case 3 -> Pipeline.bytes("k".repeat(254));
            case 4 -> Pipeline.bytes("other");
            default ->
                Pipeline.bytes(
                        topic == Topic.RESOURCE_CLAIMS
                                ? new String[] {"pool/", "tenant/"}[random.nextInt(2)]
                                        + new String[] {"a", "b", "cpu"}[random.nextInt(3)]
                                : service);
        };
    }

    private byte @Nullable [] value(Topic topic, String service, Pipeline pipeline) {
        if (random.nextInt(200) == 0) {
            return null;
        }
        double absurd = new double[] {0, 0, 0.02, 0.1, 0.4}[random.nextInt(5)];
        long now = pipeline.now().toEpochMilli();
        byte[] body = fuzz.bytes(fuzz.record(schema(topic), service, now, absurd));
        byte[] header = headers.computeIfAbsent(topic, each -> header(each, pipeline));
        byte[] value = Arrays.copyOf(header, HEADER_BYTES + body.length);
        System.arraycopy(body, 0, value, HEADER_BYTES, body.length);
        byte[] earlier = before.getOrDefault(topic, value);
        before.put(topic, value);
        return random.nextInt(3) == 0 ? fuzz.broken(value, earlier) : value;
    }

    private static Schema schema(Topic topic) {
        return SpecificData.get().getSchema(topic.valueType().orElseThrow());
    }

    /** What every value of a topic begins with. */
    private byte[] header(Topic topic, Pipeline pipeline) {
        GenericData.Record plausible =
                fuzz.record(schema(topic), "s", pipeline.now().toEpochMilli(), 0);
        try {
            SpecificRecord typed = new SpecificDatumReader<SpecificRecord>(
                            schema(topic),
                            schema(topic),
                            SpecificData.getForClass(topic.valueType().orElseThrow()))
                    .read(null, DecoderFactory.get().binaryDecoder(fuzz.bytes(plausible), null));
            return Arrays.copyOf(pipeline.wire(topic, typed), HEADER_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
