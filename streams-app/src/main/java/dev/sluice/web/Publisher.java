package dev.sluice.web;

import dev.sluice.http.message.ProblemException;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.schemas.ValueSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes records for the API: who is answered can count on Kafka having them. */
final class Publisher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final int WITHIN_MS = 10_000;

    private final Topics topics;
    private final Map<String, Object> registry;
    private final Map<String, Object> settings;
    private Optional<Producer<byte[], byte[]>> producer = Optional.empty();

    /** The producer is made at the first write. */
    Publisher(Topics topics, Map<String, Object> kafka, Map<String, Object> registry) {
        this.topics = topics;
        this.registry = registry;
        this.settings = new HashMap<>(kafka);
        settings.remove("transactional.id");
        settings.put("client.id", "sluice-web-writer");
        settings.put("acks", "all");
        settings.put("linger.ms", 0);
        settings.put("max.block.ms", WITHIN_MS / 2);
        settings.put("request.timeout.ms", WITHIN_MS / 2);
        settings.put("delivery.timeout.ms", WITHIN_MS);
        settings.put("enable.metrics.push", false);
    }

    /** Writes a record under a key and waits until it is stored. */
    void write(Topic topic, String key, SpecificRecord value) {
        try {
            store(topic, key, serialized(topic, value));
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    /** Ends what is declared under a key. */
    @SuppressWarnings("NullAway") // null is what Kafka takes for a tombstone
    void delete(Topic topic, String key) {
        store(topic, key, null);
    }

    private <T extends SpecificRecord> byte[] serialized(Topic topic, T value) {
        @SuppressWarnings("unchecked") // the class of a value is a class of its type
        Class<T> type = (Class<T>) value.getClass();
        return ValueSerdes.of(type, registry).serializer().serialize(topics.name(topic), value);
    }

    @SuppressWarnings("NullAway") // as above
    private void store(Topic topic, String key, byte @Nullable [] value) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topics.name(topic), key.getBytes(StandardCharsets.UTF_8), value);
        try {
            producer().send(record).get(WITHIN_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw failed(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(e);
        }
    }

    private static ProblemException failed(Exception e) {
        LOG.warn("Not written: {}", e.toString());
        return new ProblemException(503, "Kafka or the registry did not take it in time; nothing may have been changed")
                .with("Retry-After", "10");
    }

    private synchronized Producer<byte[], byte[]> producer() {
        Producer<byte[], byte[]> open = producer.orElseGet(
                () -> new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer()));
        producer = Optional.of(open);
        return open;
    }

    @Override
    public synchronized void close() {
        producer.ifPresent(open -> open.close(Duration.ofSeconds(2)));
    }
}
