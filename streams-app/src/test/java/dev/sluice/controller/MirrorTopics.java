package dev.sluice.controller;

import dev.sluice.config.manifest.Manifest;
import dev.sluice.controller.topic.TopicSource;
import dev.sluice.embedded.BrokerTopics;
import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.schemas.RegistrySettings;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.schemas.ValueSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker with the topics of the contract: what people and other processes write and see there. */
final class MirrorTopics implements AutoCloseable {
    private static final int PARTITIONS = 2;

    final EmbeddedBroker broker = EmbeddedBroker.start();
    private final Topics topics = new Topics("mirror.");
    private final Map<String, Object> registry = Map.of(RegistrySettings.URL, "mock://mirror-" + System.nanoTime());
    private final KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(kafka(), new ByteArraySerializer(), new ByteArraySerializer());

    private Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    TopicSource source() {
        return new TopicSource(topics, kafka(), kafka(), registry);
    }

    void create() {
        try {
            BrokerTopics.create(
                    broker.bootstrapServers(),
                    topics.names().stream()
                            .map(topic -> new NewTopic(topic, PARTITIONS, (short) 1))
                            .toList());
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    void applyByHand(dev.sluice.policy.ScalingPolicy policy) {
        send(Topic.SCALING_POLICIES, policy.service(), new Manifest.OfService(policy).record());
    }

    void decide(ScalingDecision decision) {
        send(Topic.SCALING_DECISIONS, decision.getService(), decision);
    }

    private <T extends SpecificRecord> void send(Topic topic, String key, T value) {
        @SuppressWarnings("unchecked") // the class of a value is a class of its type
        Class<T> type = (Class<T>) value.getClass();
        byte[] bytes = ValueSerdes.of(type, registry).serializer().serialize(topics.name(topic), value);
        try {
            producer.send(new ProducerRecord<>(topics.name(topic), key.getBytes(StandardCharsets.UTF_8), bytes))
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Policies in force by service. */
    Map<String, ScalingPolicy> newest() {
        Map<String, ScalingPolicy> found = new TreeMap<>();
        var serde = ValueSerdes.of(ScalingPolicy.class, registry);
        records(Topic.SCALING_POLICIES)
                .forEach((key, value) ->
                        found.put(key, serde.deserializer().deserialize(topics.name(Topic.SCALING_POLICIES), value)));
        return found;
    }

    /** Names in force of a kind. */
    Set<String> names(Manifest.Kind kind) {
        return records(kind.topic()).keySet();
    }

    private Map<String, byte[]> records(Topic topic) {
        Map<String, byte[]> found = new TreeMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(kafka(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var all = consumer.partitionsFor(topics.name(topic)).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(20))) {
                    String key = new String(record.key(), StandardCharsets.UTF_8);
                    if (record.value() == null) {
                        found.remove(key);
                    } else {
                        found.put(key, record.value());
                    }
                }
            }
        }
        return found;
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        broker.close();
    }
}
