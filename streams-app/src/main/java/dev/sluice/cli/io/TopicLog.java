package dev.sluice.cli.io;

import dev.sluice.schemas.Topic;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.apache.avro.specific.SpecificRecord;

/** The committed records of a whole topic, partition by partition. */
public record TopicLog<T extends SpecificRecord>(Connection connection, Topic topic, Class<T> type) {
    /**
     * Gives the key and value of each record that was stamped {@code since} then, those of one key oldest first; the value
     * is empty for a tombstone. {@link CommandFailedException} where the topic is missing.
     */
    public void each(Instant since, BiConsumer<String, Optional<T>> each) {
        int partitions = connection.partitions(topic);
        for (int partition = 0; partition < partitions; partition++) {
            try (PartitionLog<T> log = new PartitionLog<>(connection, topic, type, partition)) {
                log.between(log.since(since), log.end(), record -> {
                    if (record.key() != null) {
                        each.accept(record.key(), log.value(record));
                    }
                });
            }
        }
    }
}
