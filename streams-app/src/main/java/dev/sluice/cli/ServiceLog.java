package dev.sluice.cli;

import dev.sluice.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;

/** The records of one service on one topic, read from the newest backwards in its one partition. */
final class ServiceLog<T extends SpecificRecord> implements AutoCloseable {
    private static final int FIRST_CHUNK = 512;
    private static final int LARGEST_CHUNK = 65_536;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final KafkaConsumer<String, byte[]> consumer;
    private final Deserializer<T> values;
    private final TopicPartition partition;
    private final String service;

    /** The log of a service; {@link CommandFailedException} where the topic is missing. */
    ServiceLog(Connection connection, Topic topic, Class<T> type, String service) {
        int partitions = connection.partitions(topic);
        this.service = service;
        this.partition = new TopicPartition(connection.topics().name(topic), partition(service, partitions));
        this.values = connection.serde(type).deserializer();
        this.consumer = connection.consumer();
        consumer.assign(List.of(partition));
    }

    /** The partition of a key, as every producer's default partitioner chooses it. */
    static int partition(String key, int partitions) {
        return Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    /** What the newest record says; empty where there is none or the newest is a tombstone. */
    Optional<T> newest() {
        List<ConsumerRecord<String, byte[]>> last = backwards(1, Long.MAX_VALUE, record -> true);
        return last.isEmpty() || last.get(0).value() == null ? Optional.empty() : value(last.get(0));
    }

    /** The last records that are wanted, oldest first, among the newest {@code within} of the partition. */
    List<T> last(int most, long within, Predicate<T> wanted) {
        return backwards(most, within, record -> value(record).filter(wanted).isPresent()).stream()
                .flatMap(record -> value(record).stream())
                .toList();
    }

    /**
     * Gives the records of the service that were stamped {@code since} then, oldest first.
     *
     * @param within most records of the partition to read, the newest
     * @return whether there were no more than those
     */
    boolean each(Instant since, long within, Consumer<T> each) {
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        OffsetAndTimestamp found = consumer.offsetsForTimes(Map.of(partition, since.toEpochMilli()))
                .get(partition);
        long first = found == null ? end : found.offset();
        between(Math.max(first, end - within), end, record -> value(record).ifPresent(each));
        return first >= end - within;
    }

    @Override
    public void close() {
        consumer.close();
        values.close();
    }

    private List<ConsumerRecord<String, byte[]>> backwards(
            int most, long within, Predicate<ConsumerRecord<String, byte[]>> wanted) {
        long first = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        long stop = Math.max(first, within >= end ? 0 : end - within);
        List<ConsumerRecord<String, byte[]>> found = new ArrayList<>();
        int chunk = FIRST_CHUNK;
        while (end > stop && found.size() < most) {
            long from = Math.max(stop, end - chunk);
            List<ConsumerRecord<String, byte[]>> inChunk = new ArrayList<>();
            between(from, end, record -> {
                if (wanted.test(record)) {
                    inChunk.add(record);
                }
            });
            found.addAll(0, inChunk);
            end = from;
            chunk = Math.min(LARGEST_CHUNK, chunk * 2);
        }
        return found.subList(Math.max(0, found.size() - most), found.size());
    }

    /** Gives the records of the service in [from, end); markers of transactions only move the position. */
    private void between(long from, long end, Consumer<ConsumerRecord<String, byte[]>> each) {
        consumer.seek(partition, from);
        int silent = 0;
        while (consumer.position(partition) < end) {
            long before = consumer.position(partition);
            for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL).records(partition)) {
                if (record.offset() < end && service.equals(record.key())) {
                    each.accept(record);
                }
            }
            silent = consumer.position(partition) > before ? 0 : silent + 1;
            if (silent * POLL.toMillis() > SILENCE.toMillis()) {
                throw new TimeoutException("no records of " + partition + " came within " + SILENCE.toSeconds() + " s");
            }
        }
    }

    /** The value; empty for a tombstone, and for bytes that are no such record. */
    private Optional<T> value(ConsumerRecord<String, byte[]> record) {
        try {
            return Optional.ofNullable(record.value()).map(bytes -> values.deserialize(record.topic(), bytes));
        } catch (SerializationException e) {
            return Optional.empty();
        }
    }
}
