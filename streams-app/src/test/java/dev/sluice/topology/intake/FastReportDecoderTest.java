package dev.sluice.topology.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.sluice.control.message.report.RateReport;
import dev.sluice.demand.GroupLag;
import dev.sluice.events.ConsumerGroupLag;
import dev.sluice.events.LatencyHistogram;
import dev.sluice.events.PartitionLag;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.SchemaRegistry;
import dev.sluice.schemas.ValueSerdes;
import dev.sluice.topology.Pipeline;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes.WrapperSerde;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read the quick way is what the general way reads, and nothing that the general way would refuse. */
final class FastReportDecoderTest {
    private static final long LATEST = Instant.parse("2027-01-01T00:00:00Z").toEpochMilli();
    private static final byte[] KEY = "checkout".getBytes(StandardCharsets.UTF_8);

    private final Map<String, Object> registry = Map.of("schema.registry.url", "mock://" + UUID.randomUUID());
    private final AvroSerde<RequestRateEvent> serde = AvroSerde.of(RequestRateEvent.class, registry);
    private final FastReportDecoder quick = new FastReportDecoder(serde.deserializer());

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void both_ways_read_the_same_from_whatever_reporters_send(long seed) {
        Random random = new Random(seed);
        int read = 0;
        for (int i = 0; i < 5_000; i++) {
            RequestRateEvent event = anyEvent(random);
            boolean possible = !EventChecks.of("checkout", event, LATEST).isRejected();
            Optional<RateReport> report = quick.read(KEY, bytes(event), LATEST);
            assertThat(report.isPresent()).as("%s", event).isEqualTo(possible);
            if (possible) {
                read++;
                assertSame(report.get(), EventReader.report(event));
            }
        }
        assertThat(read).isBetween(1_000, 4_900);
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 5, 6})
    void broken_bytes_are_left_to_the_general_way(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = bytes(anyEvent(random));
            byte[] broken = random.nextBoolean() ? cut(bytes, random) : flipped(bytes, random);
            quick.read(KEY, broken, LATEST)
                    .ifPresent(report -> assertSame(
                            report, EventReader.report(serde.deserializer().deserialize("t", broken))));
        }
    }

    @Test
    void the_lag_of_a_consumer_group_is_left_to_the_general_way_which_reads_it() {
        RequestRateEvent event = RequestRateEvent.newBuilder(
                        Pipeline.event("checkout", "workers", Instant.EPOCH, Instant.ofEpochSecond(5), 30))
                .setLag(new ConsumerGroupLag(
                        "workers", 12, 0, 1, true, 1, 70L, List.of(new PartitionLag("orders", 3, 70L, 2.5, true))))
                .build();

        assertThat(quick.read(KEY, bytes(event), LATEST)).isEmpty();
        assertThat(EventReader.report(event).lag())
                .contains(new GroupLag(
                        "workers", 12, 0, 1, true, 1, 70, List.of(new GroupLag.Partition("orders", 3, 70, 2.5, true))));
    }

    /** Avro allows it, and copying what came before with each block took half a minute. */
    @Test
    void a_histogram_in_half_a_megabyte_of_blocks_of_one_count_each_holds_nobody_up() {
        byte[] blocks = withBlocksOfOne(261_000);
        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThat(quick.read(KEY, blocks, LATEST)).isEmpty());
    }

    @Test
    void a_histogram_in_blocks_of_one_count_each_is_read() {
        byte[] blocks = withBlocksOfOne(1000);
        assertSame(
                quick.read(KEY, blocks, LATEST).orElseThrow(),
                EventReader.report(serde.deserializer().deserialize("t", blocks)));
    }

    /** A report whose array of counts, before its end and eight absent fields, has blocks of one item. */
    private byte[] withBlocksOfOne(int blocks) {
        RequestRateEvent event = RequestRateEvent.newBuilder(
                        Pipeline.event("checkout", "a", Instant.EPOCH, Instant.ofEpochSecond(1), 3))
                .setLatency(new LatencyHistogram(3, 0L, 0, List.of()))
                .build();
        byte[] bytes = bytes(event);
        int end = bytes.length - 9;
        byte[] split = new byte[bytes.length + 2 * blocks];
        System.arraycopy(bytes, 0, split, 0, end);
        Arrays.fill(split, end, end + 2 * blocks, (byte) 2);
        System.arraycopy(bytes, end, split, end + 2 * blocks, 9);
        return split;
    }

    @Test
    void a_name_of_spaces_is_left_to_the_general_way_which_refuses_it() {
        RequestRateEvent blank = Pipeline.event(" ", "a", Instant.EPOCH, Instant.ofEpochSecond(1), 3);
        assertThat(quick.read(new byte[] {' '}, bytes(blank), LATEST)).isEmpty();
    }

    @Test
    void what_an_older_schema_wrote_is_left_to_the_general_way() {
        byte[] bytes = bytes(Pipeline.event("checkout", "a", Instant.EPOCH, Instant.ofEpochSecond(1), 3));
        byte[] older = bytes.clone();
        ByteBuffer.wrap(older).putInt(1, idOfSchemaWithout("units"));

        assertThat(quick.read(KEY, bytes, LATEST)).isPresent();
        assertThat(quick.read(KEY, older, LATEST)).isEmpty();
        assertThat(quick.read(KEY, bytes, LATEST)).isPresent();
    }

    private int idOfSchemaWithout(String left) {
        Schema own = RequestRateEvent.getClassSchema();
        List<Schema.Field> fields = own.getFields().stream()
                .filter(field -> !field.name().equals(left))
                .map(field -> new Schema.Field(field, field.schema()))
                .toList();
        return SchemaRegistry.at(registry)
                .register(
                        "another-value",
                        Schema.createRecord(own.getName(), own.getDoc(), own.getNamespace(), false, fields));
    }

    @Test
    void what_another_makers_class_is_to_read_is_left_to_it() {
        Deserializer<RequestRateEvent> others = ValueSerdes.of(
                        RequestRateEvent.class,
                        Map.of("schema.registry.url", "mock://other", ValueSerdes.SERDE, OtherSerde.class.getName()))
                .deserializer();
        FastReportDecoder notOurs = new FastReportDecoder(others);

        assertThat(notOurs.read(KEY, bytes(anyEvent(new Random(1))), LATEST)).isEmpty();
    }

    /** Stands for a serde of another maker. */
    public static final class OtherSerde extends WrapperSerde<RequestRateEvent> {
        public OtherSerde() {
            super((topic, value) -> new byte[0], (topic, bytes) -> new RequestRateEvent());
        }
    }

    private static void assertSame(RateReport read, RateReport expected) {
        assertThat(withoutLatency(read)).isEqualTo(withoutLatency(expected));
        assertThat(read.latency().counts()).isEqualTo(expected.latency().counts());
        assertThat(read.latency().scale()).isEqualTo(expected.latency().scale());
        assertThat(read.latency().offset()).isEqualTo(expected.latency().offset());
        assertThat(read.latency().zeroCount()).isEqualTo(expected.latency().zeroCount());
    }

    private static RateReport withoutLatency(RateReport r) {
        return new RateReport(
                r.pool(),
                r.reporter(),
                r.from(),
                r.to(),
                r.requests(),
                r.errors(),
                r.completed(),
                r.concurrency(),
                r.backlog(),
                r.units(),
                dev.sluice.demand.LatencyHistogram.empty(),
                r.tokens(),
                r.lag());
    }

    private byte[] bytes(RequestRateEvent event) {
        return serde.serializer().serialize("t", event);
    }

    private static RequestRateEvent anyEvent(Random random) {
        Instant from = Instant.ofEpochMilli(1_780_000_000_000L + random.nextInt(1_000_000));
        RequestRateEvent.Builder event = RequestRateEvent.newBuilder()
                .setService(random.nextInt(20) == 0 ? "cart" : "checkout")
                .setInstance("instance-" + random.nextInt(100))
                .setPool(random.nextBoolean() ? "" : "spot größer")
                .setFrom(from)
                .setTo(from.plusMillis(random.nextInt(100) == 0 ? 0 : 1 + random.nextInt(100_000)))
                .setRequests(count(random))
                .setErrors(count(random))
                .setCompleted(random.nextBoolean() ? null : count(random))
                .setMeanConcurrency(random.nextBoolean() ? null : amount(random))
                .setQueueDepth(random.nextBoolean() ? null : count(random))
                .setUnits(random.nextBoolean() ? null : amount(random))
                .setLatency(random.nextBoolean() ? null : histogram(random));
        return (random.nextBoolean() ? event : withTokens(event, random)).build();
    }

    private static RequestRateEvent.Builder withTokens(RequestRateEvent.Builder event, Random random) {
        if (random.nextInt(4) > 0) {
            event.setPromptTokens(count(random));
        }
        if (random.nextInt(4) > 0) {
            event.setOutputTokens(count(random));
        }
        return cached(event, random)
                .setTimeToFirstToken(random.nextBoolean() ? null : histogram(random))
                .setInterTokenTime(random.nextBoolean() ? null : histogram(random))
                .setRequestsRunning(random.nextBoolean() ? null : Double.valueOf(amount(random)))
                .setKvCacheUsage(random.nextBoolean() ? null : Double.valueOf(share(random)));
    }

    /** Mostly a part of the prompts, sometimes more than there are. */
    private static RequestRateEvent.Builder cached(RequestRateEvent.Builder event, Random random) {
        if (random.nextInt(20) == 0) {
            return event.setCachedPromptTokens(count(random) >>> 30);
        }
        if (event.hasPromptTokens() && random.nextInt(4) > 0) {
            event.setCachedPromptTokens(event.getPromptTokens() / (1 + random.nextInt(9)));
        }
        return event;
    }

    private static double share(Random random) {
        double[] impossible = {-.001, 1.7, Double.NaN};
        return random.nextInt(20) == 0 ? impossible[random.nextInt(3)] : random.nextInt(11) / 10.;
    }

    private static long count(Random random) {
        return random.nextInt(100) == 0 ? -1 : random.nextLong() >>> (1 + random.nextInt(62));
    }

    private static double amount(Random random) {
        double[] impossible = {-1, Double.NaN, Double.POSITIVE_INFINITY};
        return random.nextInt(50) == 0
                ? impossible[random.nextInt(3)]
                : random.nextDouble() * random.nextInt(1_000_000);
    }

    private static LatencyHistogram histogram(Random random) {
        List<Long> counts = new ArrayList<>();
        for (int i = random.nextInt(30); i > 0; i--) {
            counts.add((long) random.nextInt(1000));
        }
        int scale = random.nextInt(50) == 0 ? 21 : random.nextInt(31) - 10;
        return new LatencyHistogram(scale, (long) random.nextInt(5), random.nextInt(100) - 50, counts);
    }

    private static byte[] cut(byte[] bytes, Random random) {
        return Arrays.copyOf(bytes, 5 + random.nextInt(bytes.length));
    }

    private static byte[] flipped(byte[] bytes, Random random) {
        byte[] flipped = bytes.clone();
        flipped[5 + random.nextInt(bytes.length - 5)] ^= (byte) (1 << random.nextInt(8));
        return flipped;
    }
}
