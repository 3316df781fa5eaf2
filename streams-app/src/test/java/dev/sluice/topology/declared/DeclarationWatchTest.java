package dev.sluice.topology.declared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.LoopSettings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.events.ResourcePool;
import dev.sluice.events.TenantBudget;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.schemas.ValueSerdes;
import dev.sluice.topology.SluiceTopology;
import dev.sluice.topology.TopologySettings;
import dev.sluice.topology.consumer.ReadPositions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pools and budgets that cannot be used become dead letters, each once. */
@Timeout(300)
class DeclarationWatchTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Map<String, Object> REGISTRY = Map.of("schema.registry.url", "mock://declarations");

    private static EmbeddedBroker broker;
    private static int run;

    private final Topics topics = new Topics("run-" + run++ + ".");
    private final String pools = topics.name(Topic.RESOURCE_POOLS);
    private final String budgets = topics.name(Topic.TENANT_BUDGETS);
    private KafkaProducer<byte[], byte[]> producer;
    private KafkaConsumer<byte[], byte[]> letters;
    private final List<ConsumerRecord<byte[], byte[]>> seen = new ArrayList<>();

    @BeforeAll
    static void startBroker() throws Exception {
        broker = EmbeddedBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void start() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", (Object) broker.bootstrapServers()))) {
            admin.createTopics(List.of(pools, budgets, topics.name(Topic.DEAD_LETTERS)).stream()
                            .map(topic -> new NewTopic(topic, 1, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
        producer = new KafkaProducer<>(connection(), new ByteArraySerializer(), new ByteArraySerializer());
        letters = new KafkaConsumer<>(connection(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        TopicPartition partition = new TopicPartition(topics.name(Topic.DEAD_LETTERS), 0);
        letters.assign(List.of(partition));
        letters.seekToBeginning(List.of(partition));
    }

    @AfterEach
    void stop() {
        producer.close(Duration.ZERO);
        letters.close();
    }

    @Test
    void what_cannot_be_used_is_a_dead_letter_and_what_can_is_none() throws Exception {
        try (DeclarationWatch watch = watch()) {
            watch.start();
            send(pools, "a10g", pool("a10g", 1.2));
            send(pools, "l4", pool("l4", -1.0));
            send(pools, "t4", pool("other", 1.0));
            send(pools, "a10g", new byte[] {7, 7});
            send(pools, null, pool("h100", 3.0));
            send(pools, "gone", (byte[]) null);
            send(budgets, "retail", budget("retail", 100));
            send(budgets, "search", budget("search", Double.NaN));

            assertThat(reasons(5))
                    .containsExactlyInAnyOrder(
                            "l4 IMPOSSIBLE_VALUE",
                            "t4 IMPOSSIBLE_VALUE",
                            "a10g UNREADABLE",
                            "null NULL_KEY",
                            "search IMPOSSIBLE_VALUE");
        }
    }

    @Test
    void each_is_told_once_by_all_instances_and_after_a_restart() throws Exception {
        Random random = new Random(8);
        try (DeclarationWatch one = watch();
                DeclarationWatch other = watch()) {
            one.start();
            other.start();
            for (int n = 0; n < 200; n++) {
                byte[] noise = new byte[random.nextInt(60)];
                random.nextBytes(noise);
                send(random.nextBoolean() ? pools : budgets, "bad-" + n, noise);
            }
            assertThat(reasons(200)).hasSize(200).doesNotHaveDuplicates();
        }
        try (DeclarationWatch next = watch()) {
            next.start();
            send(pools, "last", new byte[] {1});
            assertThat(reasons(201)).hasSize(201).last().isEqualTo("last UNREADABLE");
        }
    }

    private DeclarationWatch watch() {
        LoopSettings loops =
                new LoopSettings(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofMinutes(5), TimeSource.WALL);
        SluiceTopology topology = new SluiceTopology(
                new TopologySettings(
                        topics, loops, 100, new TopologySettings.SerdeSettings(AvroSerde.class.getName(), REGISTRY)),
                new ReadPositions());
        return new DeclarationWatch(
                topics,
                topology::inputs,
                () -> new KafkaConsumer<>(group(), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                () -> new KafkaProducer<>(connection(), new ByteArraySerializer(), new ByteArraySerializer()),
                DeadLetter.MAX_BYTES);
    }

    private Map<String, Object> connection() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    private Map<String, Object> group() {
        return Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "group.id",
                pools + "-watch",
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false);
    }

    private static ResourcePool pool(String name, double price) {
        return ResourcePool.newBuilder().setName(name).setPricePerHour(price).build();
    }

    private static TenantBudget budget(String tenant, double perMonth) {
        return TenantBudget.newBuilder().setTenant(tenant).setPerMonth(perMonth).build();
    }

    private <T extends SpecificRecord> void send(String topic, @Nullable String key, T value) throws Exception {
        @SuppressWarnings("unchecked") // the class of a value is that of its type
        Class<T> type = (Class<T>) value.getClass();
        send(topic, key, ValueSerdes.of(type, REGISTRY).serializer().serialize(topic, value));
    }

    private void send(String topic, @Nullable String key, byte @Nullable [] value) throws Exception {
        producer.send(new ProducerRecord<>(topic, key == null ? null : key.getBytes(StandardCharsets.UTF_8), value))
                .get();
    }

    /** Waits for as many dead letters and returns all, as key and reason. */
    private List<String> reasons(int count) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (seen.size() < count && System.nanoTime() - until < 0) {
            letters.poll(Duration.ofMillis(200)).forEach(seen::add);
        }
        letters.poll(Duration.ofMillis(500)).forEach(seen::add);
        return seen.stream().map(DeclarationWatchTest::text).toList();
    }

    private static String text(ConsumerRecord<byte[], byte[]> letter) {
        String key = letter.key() == null ? "null" : new String(letter.key(), StandardCharsets.UTF_8);
        return key + " "
                + new String(letter.headers().lastHeader(DeadLetter.REASON).value(), StandardCharsets.UTF_8);
    }
}
