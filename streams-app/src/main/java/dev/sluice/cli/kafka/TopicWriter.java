package dev.sluice.cli.kafka;

import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.cli.terminal.Waiting;
import dev.sluice.schemas.Retirement;
import dev.sluice.schemas.Topic;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Records that a command publishes: when it is closed without an exception, all of them are stored. */
public final class TopicWriter<T extends SpecificRecord> implements AutoCloseable {
    private final KafkaProducer<String, T> producer;
    private final String topic;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    public TopicWriter(Connection connection, Topic topic, Class<T> type) {
        this.topic = connection.topics().name(topic);
        this.producer = connection.producer(type);
    }

    /** Sends a record with the time of now. */
    public void send(String service, T value) {
        send(new ProducerRecord<>(topic, service, value));
    }

    /** Sends a record with a time of its own. */
    public void send(String service, T value, Instant at) {
        send(new ProducerRecord<>(topic, null, at.toEpochMilli(), service, value));
    }

    /** Sends a tombstone: the service has no value any more. */
    @SuppressWarnings("NullAway")
    public // null is what Kafka takes for a tombstone
    void delete(String service) {
        send(new ProducerRecord<>(topic, service, null));
    }

    /** Sends a tombstone that ends the service too. */
    @SuppressWarnings("NullAway")
    public // as above
    void retire(String service) {
        send(new ProducerRecord<>(topic, null, null, service, null, Retirement.headers()));
    }

    @Override
    public void close() {
        try (producer;
                Waiting waiting = Waiting.until(() -> "waiting until " + topic + " has the records")) {
            producer.flush();
        }
        check();
    }

    private void send(ProducerRecord<String, T> record) {
        check();
        Future<RecordMetadata> unused = producer.send(record, (metadata, error) -> {
            if (error != null) {
                failure.compareAndSet(null, error);
            }
        });
    }

    private void check() {
        Optional.ofNullable(failure.get()).ifPresent(error -> {
            throw error instanceof KafkaException known ? known : new CommandFailedException(error.toString(), error);
        });
    }
}
