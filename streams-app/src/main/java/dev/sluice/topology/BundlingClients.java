package dev.sluice.topology;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Kafka Streams' clients as they always are, with three differences: the consumer of the inputs hands over its records in bundles
 * (docs/decisions/0007-bundles.md), notes how far it has read, and reads only what was committed.
 */
record BundlingClients(Bundling bundling, ReadPositions positions) implements KafkaClientSupplier {
    @Override
    public Admin getAdmin(Map<String, Object> settings) {
        return Admin.create(settings);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> settings) {
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> settings) {
        return new BundlingConsumer(committedOnly(settings), bundling, positions);
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> settings) {
        return plain(settings);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> settings) {
        return plain(committedOnly(settings));
    }

    /** What a transaction has taken back was never said, whatever guarantee Sluice itself gives. */
    private static Map<String, Object> committedOnly(Map<String, Object> settings) {
        Map<String, Object> committed = new HashMap<>(settings);
        committed.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return committed;
    }

    private static Consumer<byte[], byte[]> plain(Map<String, Object> settings) {
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static final class BundlingConsumer extends KafkaConsumer<byte[], byte[]> {
        private final Bundling bundling;
        private final ReadPositions positions;

        BundlingConsumer(Map<String, Object> settings, Bundling bundling, ReadPositions positions) {
            super(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            this.bundling = bundling;
            this.positions = positions;
        }

        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
            long now = System.currentTimeMillis();
            for (TopicPartition partition : assignment()) {
                List<ConsumerRecord<byte[], byte[]>> records = polled.records(partition);
                positions
                        .of(partition)
                        .polled(
                                records.isEmpty()
                                        ? -1
                                        : records.get(records.size() - 1).offset(),
                                lag(partition),
                                now);
            }
            return bundling.of(polled);
        }

        private OptionalLong lag(TopicPartition partition) {
            try {
                return currentLag(partition);
            } catch (IllegalStateException lostMeanwhile) {
                return OptionalLong.empty();
            }
        }
    }
}
