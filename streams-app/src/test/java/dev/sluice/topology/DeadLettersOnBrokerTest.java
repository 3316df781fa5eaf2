package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.LoopSettings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.embedded.BrokerTopics;
import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.KeyPartition;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.topology.consumer.BoundedBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker, records as large as it takes become dead letters that it takes too, and the application goes on. */
@Timeout(300)
class DeadLettersOnBrokerTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Topics TOPICS = Topics.plain();
    private static final String REPORTS = TOPICS.name(Topic.REQUEST_RATE_EVENTS);

    @TempDir
    Path state;

    @Test
    void records_as_large_as_the_broker_takes_become_dead_letters_that_it_takes() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            create(broker, 1);
            try (SluiceApp app = app(broker)) {
                app.start();
                assertThat(app.awaitRunning(PATIENCE)).isTrue();
                publish(broker);
                List<ConsumerRecord<byte[], byte[]>> letters = deadLetters(broker, 4);

                assertThat(letters)
                        .extracting(letter -> text(letter, DeadLetter.REASON))
                        .containsExactly("UNREADABLE", "UNREADABLE", "IMPOSSIBLE_VALUE", "UNREADABLE");
                assertThat(text(letters.get(0), DeadLetter.VALUE_BYTES)).isEqualTo("1048400");
                assertThat(text(letters.get(1), DeadLetter.VALUE_BYTES)).isEqualTo("5000000");
                assertThat(text(letters.get(2), DeadLetter.KEY_BYTES)).isEqualTo("900000");
                assertThat(text(letters.get(3), "trace")).isEqualTo("abc");
                assertThat(app.streams().state().isRunningOrRebalancing()).isTrue();
            }
        }
    }

    /** A poll that brought them all would need more than a small heap has, at each start. */
    @Test
    void of_many_over_long_values_in_a_small_batch_only_some_are_kept_whole() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            create(broker, 1);
            bomb(broker, 60);
            try (SluiceApp app = app(broker)) {
                app.start();
                List<ConsumerRecord<byte[], byte[]>> letters = deadLetters(broker, 60);

                assertThat(letters).allSatisfy(letter -> {
                    assertThat(text(letter, DeadLetter.REASON)).isEqualTo("UNREADABLE");
                    assertThat(letter.value().length == 900_000
                                    || text(letter, DeadLetter.VALUE_BYTES).equals("900000"))
                            .isTrue();
                });
                assertThat(letters.stream().filter(letter -> letter.value().length == BoundedBytes.BEGINNING))
                        .hasSizeGreaterThan(10);
            }
        }
    }

    /** Clients of other languages place keys in ways of their own; what they write would silently be of another service. */
    @Test
    void what_is_not_where_its_key_belongs_is_told() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            create(broker, 4);
            try (SluiceApp app = app(broker)) {
                app.start();
                for (int partition = 0; partition < 4; partition++) {
                    place(broker, "checkout", partition);
                }
                List<ConsumerRecord<byte[], byte[]>> letters = deadLetters(broker, 4);

                Map<String, String> reasons = new TreeMap<>();
                letters.forEach(
                        letter -> reasons.put(text(letter, DeadLetter.PARTITION), text(letter, DeadLetter.REASON)));
                int own = KeyPartition.of("checkout", 4);
                for (int partition = 0; partition < 4; partition++) {
                    assertThat(reasons)
                            .containsEntry(
                                    Integer.toString(partition), partition == own ? "UNREADABLE" : "WRONG_PARTITION");
                }
            }
        }
    }

    private static void place(EmbeddedBroker broker, String key, int partition) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(REPORTS, partition, Pipeline.bytes(key), noAvro(10)))
                    .get();
        }
    }

    private static void bomb(EmbeddedBroker broker, int values) throws Exception {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "compression.type",
                "gzip",
                "max.request.size",
                100_000_000,
                "buffer.memory",
                200_000_000L,
                "batch.size",
                80_000_000,
                "linger.ms",
                2000);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < values; i++) {
                sent.add(producer.send(new ProducerRecord<>(REPORTS, Pipeline.bytes("checkout"), noAvro(900_000))));
            }
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        }
    }

    private static void create(EmbeddedBroker broker, int partitions) throws Exception {
        List<NewTopic> topics = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            topics.add(new NewTopic(TOPICS.name(topic), topic == Topic.DEAD_LETTERS ? 1 : partitions, (short) 1));
        }
        BrokerTopics.create(broker.bootstrapServers(), topics);
    }

    private SluiceApp app(EmbeddedBroker broker) {
        Properties kafka = new Properties();
        kafka.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers());
        kafka.put(StreamsConfig.APPLICATION_ID_CONFIG, "dead-letters");
        kafka.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        LoopSettings loops =
                new LoopSettings(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofMinutes(5), TimeSource.WALL);
        Map<String, Object> registry = Map.of("schema.registry.url", "mock://dead-letters");
        return new SluiceApp(
                new TopologySettings(
                        TOPICS, loops, 100, new TopologySettings.SerdeSettings(AvroSerde.class.getName(), registry)),
                kafka);
    }

    /** One that only just fits, five compressible megabytes, a large key, and a small one with a header of its own. */
    private static void publish(EmbeddedBroker broker) throws Exception {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "max.request.size",
                20_000_000,
                "buffer.memory",
                64_000_000L,
                "compression.type",
                "gzip");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            byte[] key = Pipeline.bytes("checkout");
            producer.send(new ProducerRecord<>(REPORTS, key, noAvro(1_048_400))).get();
            producer.send(new ProducerRecord<>(REPORTS, key, noAvro(5_000_000))).get();
            producer.send(new ProducerRecord<>(REPORTS, new byte[900_000], new byte[900_000]))
                    .get();
            ProducerRecord<byte[], byte[]> small = new ProducerRecord<>(REPORTS, key, new byte[] {1});
            small.headers().add("trace", Pipeline.bytes("abc"));
            producer.send(small).get();
        }
    }

    private static byte[] noAvro(int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) 7);
        return bytes;
    }

    private static List<ConsumerRecord<byte[], byte[]>> deadLetters(EmbeddedBroker broker, int count) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed");
        List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(TOPICS.name(Topic.DEAD_LETTERS), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long until = System.nanoTime() + PATIENCE.toNanos();
            while (letters.size() < count && System.nanoTime() < until) {
                consumer.poll(Duration.ofMillis(200)).forEach(letters::add);
            }
        }
        assertThat(letters).hasSize(count);
        return letters;
    }

    private static String text(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
