package dev.sluice.endtoend;

import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker and a registry that tests publish to and read from. */
record Cluster(String bootstrapServers, String registryUrl, AutoCloseable owner) implements AutoCloseable {
    static final int PARTITIONS = 2;

    static Cluster embedded() {
        EmbeddedBroker broker = EmbeddedBroker.start();
        return new Cluster(broker.bootstrapServers(), "mock://" + UUID.randomUUID(), broker);
    }

    Map<String, Object> registry() {
        return Map.of("schema.registry.url", registryUrl);
    }

    Cluster withTopics() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            List<NewTopic> topics = Arrays.stream(Topic.values())
                    .map(t -> new NewTopic(t.plainName(), PARTITIONS, (short) 1))
                    .toList();
            admin.createTopics(topics).all().get();
        }
        return this;
    }

    Producer<String, SpecificRecord> producer() {
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        return new KafkaProducer<>(
                settings,
                new StringSerializer(),
                AvroSerde.of(SpecificRecord.class, registry()).serializer());
    }

    void sendRaw(Topic topic, String key, String value) {
        Map<String, Object> settings = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            var unused = producer.send(new ProducerRecord<>(
                    topic.plainName(), key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** All committed values of a topic, once there are {@code atLeast} or the time is up. */
    <T extends SpecificRecord> List<T> committed(Topic topic, Class<T> type, int atLeast, Duration within) {
        try (KafkaConsumer<String, T> consumer = new KafkaConsumer<>(
                reading(),
                new StringDeserializer(),
                AvroSerde.of(type, registry()).deserializer())) {
            List<T> values = new ArrayList<>();
            for (ConsumerRecord<String, T> record : poll(consumer, topic, atLeast, within)) {
                values.add(record.value());
            }
            return values;
        }
    }

    List<ConsumerRecord<byte[], byte[]>> committedBytes(Topic topic, int atLeast, Duration within) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(reading(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return poll(consumer, topic, atLeast, within);
        }
    }

    private Map<String, Object> reading() {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed");
    }

    private static <K, V> List<ConsumerRecord<K, V>> poll(
            KafkaConsumer<K, V> consumer, Topic topic, int atLeast, Duration within) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic.plainName()).stream()
                .map(p -> new TopicPartition(topic.plainName(), p.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        List<ConsumerRecord<K, V>> records = new ArrayList<>();
        long end = System.nanoTime() + within.toNanos();
        int quiet = 0;
        while (System.nanoTime() < end && (records.size() < atLeast || quiet < 3)) {
            int before = records.size();
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            quiet = records.size() == before ? quiet + 1 : 0;
        }
        return records;
    }

    @Override
    public void close() throws Exception {
        owner.close();
    }
}
