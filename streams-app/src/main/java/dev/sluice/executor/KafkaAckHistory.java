package dev.sluice.executor;

import dev.sluice.events.ScalingAck;
import dev.sluice.schemas.RegistryUnavailableException;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads {@code scaling-acks} from a time on to its end as of now. */
final class KafkaAckHistory implements AckHistory {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaAckHistory.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<byte[], byte[]> consumer;
    private final Deserializer<ScalingAck> reader;
    private final Topics topics;
    private final BooleanSupplier stopped;

    KafkaAckHistory(
            Consumer<byte[], byte[]> consumer,
            Deserializer<ScalingAck> reader,
            Topics topics,
            BooleanSupplier stopped) {
        this.consumer = consumer;
        this.reader = reader;
        this.topics = topics;
        this.stopped = stopped;
    }

    @Override
    public void replay(Set<Integer> commandPartitions, Optional<Instant> since, Sink sink) {
        int commandCount = count(Topic.SCALING_COMMANDS);
        List<TopicPartition> read = partitions(commandPartitions, commandCount);
        consumer.assign(read);
        Map<TopicPartition, Long> ends = consumer.endOffsets(read);
        seek(read, since, ends);
        while (!stopped.getAsBoolean() && !atEnd(ends)) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                pass(record, commandPartitions, commandCount, sink);
            }
        }
        consumer.unsubscribe();
    }

    /** The partitions of acknowledgements that hold the same services: the same ones where both topics have as many. */
    private List<TopicPartition> partitions(Set<Integer> commandPartitions, int commandCount) {
        String name = topics.name(Topic.SCALING_ACKS);
        int count = count(Topic.SCALING_ACKS);
        return IntStream.range(0, count)
                .filter(p -> count != commandCount || commandPartitions.contains(p))
                .mapToObj(p -> new TopicPartition(name, p))
                .toList();
    }

    private int count(Topic topic) {
        return consumer.partitionsFor(topics.name(topic)).size();
    }

    private void seek(Collection<TopicPartition> read, Optional<Instant> since, Map<TopicPartition, Long> ends) {
        if (since.isEmpty()) {
            consumer.seekToBeginning(read);
            return;
        }
        Map<TopicPartition, Long> times = new HashMap<>();
        read.forEach(p -> times.put(p, since.get().toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        for (TopicPartition p : read) {
            OffsetAndTimestamp first = found.get(p);
            consumer.seek(p, first == null ? ends.getOrDefault(p, 0L) : first.offset());
        }
    }

    private boolean atEnd(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void pass(ConsumerRecord<byte[], byte[]> record, Set<Integer> partitions, int commandCount, Sink sink) {
        Optional<ScalingAck> ack = read(record);
        if (ack.isPresent()) {
            byte[] key = ack.get().getService().getBytes(StandardCharsets.UTF_8);
            // as the default partitioner places the command of that key
            int partition = Utils.toPositive(Utils.murmur2(key)) % commandCount;
            if (partitions.contains(partition)) {
                sink.accept(partition, ack.get());
            }
        }
    }

    private Optional<ScalingAck> read(ConsumerRecord<byte[], byte[]> record) {
        while (!stopped.getAsBoolean()) {
            try {
                return Optional.ofNullable(reader.deserialize(record.topic(), record.headers(), record.value()));
            } catch (RegistryUnavailableException e) {
                LOG.warn("Reading what was acknowledged waits for the registry: {}", e.getMessage());
            } catch (SerializationException e) {
                LOG.warn(
                        "Acknowledgement at {}-{} is unreadable: {}",
                        record.partition(),
                        record.offset(),
                        e.toString());
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
