package dev.sluice.bench;

import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.Target;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** All acknowledgements, as somebody outside reads them. */
final class Acks implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);

    private final KafkaConsumer<String, ScalingAck> consumer;
    private final List<TopicPartition> partitions;
    private final Set<Long> answered = new HashSet<>();
    private final Map<Target, Long> applied = new HashMap<>();
    private int outOfOrder;

    Acks(String bootstrapServers, Map<String, Object> serde) {
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                AvroSerde.of(ScalingAck.class, serde).deserializer());
        this.partitions = consumer.partitionsFor(Topic.SCALING_ACKS.plainName()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
    }

    /** How many of the commands have no acknowledgement by now. */
    long unanswered(List<ScalingCommand> commands) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(POLL).forEach(record -> take(record.value()));
        }
        return commands.stream()
                .filter(command -> !answered.contains(command.getGeneration()))
                .count();
    }

    private void take(ScalingAck ack) {
        answered.add(ack.getGeneration());
        if (ack.getStatus() == AckStatus.APPLIED) {
            Target target = new Target(ack.getService(), ack.getPool());
            long before = applied.getOrDefault(target, 0L);
            outOfOrder += ack.getGeneration() < before ? 1 : 0;
            applied.put(target, ack.getGeneration());
        }
    }

    /** How often an older generation was applied after a newer one. */
    int outOfOrder() {
        return outOfOrder;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
