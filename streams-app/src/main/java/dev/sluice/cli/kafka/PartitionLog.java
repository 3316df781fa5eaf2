package dev.sluice.cli.kafka;

import dev.sluice.cli.terminal.Waiting;
import dev.sluice.schemas.StartOffsets;
import dev.sluice.schemas.Topic;
import dev.sluice.text.DurationText;
import dev.sluice.text.NumberText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;

/** The committed records of one partition of a topic. */
final class PartitionLog<T extends SpecificRecord> implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final KafkaConsumer<String, byte[]> consumer;
    private final Deserializer<T> values;
    private final TopicPartition partition;

    PartitionLog(Connection connection, Topic topic, Class<T> type, int partition) {
        this.partition = new TopicPartition(connection.topics().name(topic), partition);
        this.values = connection.serde(type).deserializer();
        this.consumer = connection.consumer();
        consumer.assign(List.of(this.partition));
    }

    /** Offset of the first record. */
    long first() {
        return consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    /** Offset after the last record. */
    long end() {
        return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    /** Offset of the first record that was stamped {@code since} then. */
    long since(Instant since) {
        return StartOffsets.since(consumer, List.of(partition), since).getOrDefault(partition, 0L);
    }

    /** Gives the records in [from, end); markers of transactions only move the position. */
    void between(long from, long end, Consumer<ConsumerRecord<String, byte[]>> each) {
        AtomicLong position = new AtomicLong(from);
        try (Waiting waiting = Waiting.until(() -> "reading " + partition.topic() + ", "
                + NumberText.count(position.get() - from) + " of " + NumberText.count(end - from) + " records")) {
            read(from, end, position, each);
        }
    }

    private void read(long from, long end, AtomicLong reached, Consumer<ConsumerRecord<String, byte[]>> each) {
        consumer.seek(partition, from);
        int silent = 0;
        while (consumer.position(partition) < end) {
            long before = consumer.position(partition);
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL).records(partition)) {
                if (record.offset() < end) {
                    each.accept(record);
                    reached.set(record.offset());
                }
            }
            silent = consumer.position(partition) > before ? 0 : silent + 1;
            if (silent * POLL.toMillis() > SILENCE.toMillis()) {
                throw new TimeoutException("no records of " + partition + " came within " + DurationText.of(SILENCE));
            }
        }
    }

    /** The value; empty for a tombstone, and for bytes that are no such record. */
    Optional<T> value(ConsumerRecord<String, byte[]> record) {
        try {
            return Optional.ofNullable(record.value()).map(bytes -> values.deserialize(record.topic(), bytes));
        } catch (SerializationException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
        values.close();
    }
}
