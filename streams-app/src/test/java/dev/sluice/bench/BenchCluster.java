package dev.sluice.bench;

import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/** The broker in this process that everything is measured against; each set of topics has a prefix of its own. */
final class BenchCluster implements AutoCloseable {
    private final EmbeddedBroker broker = EmbeddedBroker.start();
    private final int partitions;
    private final Map<String, String> settings;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    BenchCluster(int partitions, Map<String, String> settings) {
        this.partitions = partitions;
        this.settings = settings;
    }

    int partitions() {
        return partitions;
    }

    String bootstrapServers() {
        return broker.bootstrapServers();
    }

    /** Settings of Kafka Streams for an application on this broker. */
    Properties streams(Application.Kind kind, Path state) {
        Properties kafka = new Properties();
        kafka.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
        kafka.put(StreamsConfig.APPLICATION_ID_CONFIG, kind.name());
        kafka.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, kind.guarantee());
        kafka.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, kind.threads());
        kafka.put(StreamsConfig.STATE_DIR_CONFIG, state.resolve(kind.name()).toString());
        kafka.putAll(settings);
        return kafka;
    }

    Map<String, Object> registry() {
        return Map.of("schema.registry.url", "mock://benchmark");
    }

    /** New topics under this prefix. */
    Topics topics(String prefix) throws Exception {
        Topics topics = new Topics(prefix);
        List<NewTopic> all = new ArrayList<>();
        for (Topic topic : Topic.values()) {
            all.add(new NewTopic(topics.name(topic), partitions, (short) 1));
        }
        try (Admin admin = admin()) {
            admin.createTopics(all).all().get();
        }
        return topics;
    }

    /** Publishes all policies, then all reports. */
    void publish(Load load, Topics topics) {
        try (Producer<String, SpecificRecord> producer = producer(50)) {
            for (int i = 0; i < load.services(); i++) {
                send(producer, topics.name(Topic.SCALING_POLICIES), load.name(i), load.policy(i));
            }
            producer.flush();
            load.forEach(e -> send(producer, topics.name(Topic.REQUEST_RATE_EVENTS), e.getService(), e));
            producer.flush();
        }
        check();
    }

    void send(Producer<String, SpecificRecord> producer, String topic, String key, SpecificRecord value) {
        check();
        var unused = producer.send(new ProducerRecord<>(topic, key, value), (stored, error) -> {
            if (error != null) {
                failure.compareAndSet(null, error);
            }
        });
    }

    /** A load that is not whole would be measured, or waited for, in vain. */
    private void check() {
        if (failure.get() != null) {
            throw new IllegalStateException("the load could not be published", failure.get());
        }
    }

    Producer<String, SpecificRecord> producer(int lingerMs) {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(),
                ProducerConfig.LINGER_MS_CONFIG,
                lingerMs,
                ProducerConfig.BATCH_SIZE_CONFIG,
                131_072,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                67_108_864L);
        return new KafkaProducer<>(
                settings,
                new StringSerializer(),
                AvroSerde.of(SpecificRecord.class, registry()).serializer());
    }

    /** Bytes on disk of an application's changelogs, by store. */
    Map<String, Long> changelogs(String application) throws Exception {
        Map<String, Long> bytes = new TreeMap<>();
        try (Admin admin = admin()) {
            for (LogDirDescription directory : Objects.requireNonNull(admin.describeLogDirs(List.of(1))
                            .allDescriptions()
                            .get()
                            .get(1))
                    .values()) {
                directory.replicaInfos().forEach((at, replica) -> {
                    if (at.topic().startsWith(application + "-") && at.topic().endsWith("-changelog")) {
                        String store = at.topic()
                                .substring(application.length() + 1, at.topic().length() - "-changelog".length());
                        bytes.merge(store, replica.size(), Long::sum);
                    }
                });
            }
        }
        return bytes;
    }

    /** Deletes the topics whose names start so. */
    void delete(String prefix) throws Exception {
        try (Admin admin = admin()) {
            admin.deleteTopics(admin.listTopics().names().get().stream()
                            .filter(name -> name.startsWith(prefix))
                            .toList())
                    .all()
                    .get();
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", bootstrapServers()));
    }

    @Override
    public void close() {
        broker.close();
    }
}
