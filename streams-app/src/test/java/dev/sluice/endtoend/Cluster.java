package dev.sluice.endtoend;

import dev.sluice.KafkaInContainer;
import dev.sluice.embedded.BrokerTopics;
import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.embedded.EmbeddedRegistry;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
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
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.utility.DockerImageName;

/** A broker and a registry that tests publish to and read from, under one prefix of topics. */
record Cluster(String bootstrapServers, String registryUrl, Topics topics, AutoCloseable owner)
        implements AutoCloseable {
    static final int PARTITIONS = 2;
    private static final int REGISTRY_PORT = 8080;
    private static final String REGISTRY_PATH = "/apis/ccompat/v7";

    /** A broker in this process and a registry in its memory. */
    static Cluster embedded() {
        EmbeddedBroker broker = EmbeddedBroker.start();
        return new Cluster(broker.bootstrapServers(), "mock://" + UUID.randomUUID(), Topics.plain(), broker);
    }

    /** A broker and a registry in this process that other processes reach too. */
    static Cluster onLoopback() throws IOException {
        EmbeddedRegistry registry = EmbeddedRegistry.start(0);
        EmbeddedBroker broker = EmbeddedBroker.start();
        return new Cluster(broker.bootstrapServers(), registry.url().toString(), Topics.plain(), () -> {
            broker.close();
            registry.close();
        });
    }

    /** Kafka and a registry that speaks Confluent's API, both in containers. */
    @SuppressWarnings("resource") // closed with the cluster
    static Cluster docker() {
        KafkaContainer kafka = KafkaInContainer.create();
        GenericContainer<?> registry = new GenericContainer<>(DockerImageName.parse("apicurio/apicurio-registry:3.3.3"))
                .withExposedPorts(REGISTRY_PORT)
                .withEnv("JAVA_TOOL_OPTIONS", KafkaInContainer.SHORT_LIVED)
                .waitingFor(Wait.forHttp(REGISTRY_PATH + "/subjects").withStartupTimeout(Duration.ofMinutes(3)));
        Startables.deepStart(kafka, registry).join();
        String url = "http://" + registry.getHost() + ":" + registry.getMappedPort(REGISTRY_PORT) + REGISTRY_PATH;
        return new Cluster(kafka.getBootstrapServers(), url, Topics.plain(), () -> {
            kafka.stop();
            registry.stop();
        });
    }

    /** The same broker and registry with topics of their own; the first cluster is the one to close. */
    Cluster apart(String prefix) {
        return new Cluster(bootstrapServers, registryUrl, new Topics(prefix), () -> {});
    }

    Map<String, Object> registry() {
        return Map.of("schema.registry.url", registryUrl);
    }

    Cluster withTopics() throws Exception {
        BrokerTopics.create(
                bootstrapServers,
                Arrays.stream(Topic.values())
                        .map(t -> new NewTopic(topics.name(t), PARTITIONS, (short) 1))
                        .toList());
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
                    topics.name(topic), key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8)));
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

    /** The committed values of a topic from its beginning until they are enough; fails when the time is up. */
    <T extends SpecificRecord> List<T> committedUntil(
            Topic topic, Class<T> type, Predicate<List<T>> enough, Duration within) {
        try (KafkaConsumer<String, T> consumer = new KafkaConsumer<>(
                reading(),
                new StringDeserializer(),
                AvroSerde.of(type, registry()).deserializer())) {
            fromBeginning(consumer, topic);
            List<T> values = new ArrayList<>();
            long end = System.nanoTime() + within.toNanos();
            while (!enough.test(values)) {
                if (System.nanoTime() > end) {
                    throw new AssertionError(topics.name(topic) + " after " + within + " has only " + values.size()
                            + " records, the last " + (values.isEmpty() ? "none" : values.get(values.size() - 1)));
                }
                consumer.poll(Duration.ofMillis(50)).forEach(record -> values.add(record.value()));
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

    private <K, V> List<ConsumerRecord<K, V>> poll(
            KafkaConsumer<K, V> consumer, Topic topic, int atLeast, Duration within) {
        fromBeginning(consumer, topic);
        List<ConsumerRecord<K, V>> records = new ArrayList<>();
        long end = System.nanoTime() + within.toNanos();
        int quiet = 0;
        while (System.nanoTime() < end && (records.size() < atLeast || quiet < 3)) {
            int before = records.size();
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            quiet = records.size() == before && isAtEnd(consumer) ? quiet + 1 : 0;
        }
        return records;
    }

    /** That nothing came for a while does not tell on a busy machine that there is nothing. */
    private static boolean isAtEnd(KafkaConsumer<?, ?> consumer) {
        return consumer.endOffsets(consumer.assignment()).entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void fromBeginning(KafkaConsumer<?, ?> consumer, Topic topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(topics.name(topic)).stream()
                .map(p -> new TopicPartition(p.topic(), p.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    @Override
    public void close() throws Exception {
        owner.close();
    }
}
