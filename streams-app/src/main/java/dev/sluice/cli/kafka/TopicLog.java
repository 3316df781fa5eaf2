package dev.sluice.cli.kafka;

import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.schemas.Topic;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The committed records of a whole topic, partition by partition. */
public record TopicLog<T extends SpecificRecord>(Connection connection, Topic topic, Class<T> type) {
    /**
     * Gives the key and value of each record that was stamped {@code since} then, those of one key oldest first; the value
     * is empty for a tombstone. {@link CommandFailedException} where the topic is missing.
     */
    public void each(Instant since, BiConsumer<String, Optional<T>> each) {
        eachRecord(since, (record, value) -> {
            if (record.key() != null) {
                each.accept(record.key(), value);
            }
        });
    }

    /** Gives each record that was stamped {@code since} then, with its value: partition by partition, as they stand there. */
    public void eachRecord(Instant since, BiConsumer<ConsumerRecord<String, byte[]>, Optional<T>> each) {
        int partitions = connection.partitions(topic);
        for (int partition = 0; partition < partitions; partition++) {
            try (PartitionLog<T> log = new PartitionLog<>(connection, topic, type, partition)) {
                log.between(log.since(since), log.end(), record -> each.accept(record, log.value(record)));
            }
        }
    }
}
