package dev.sluice.executor.history;

import dev.sluice.client.CommandReader;
import dev.sluice.client.CommandReader.Read;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.schemas.KeyPartition;
import dev.sluice.schemas.StartOffsets;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads {@code scaling-acks} and {@code scaling-commands} to their ends as of now. */
public final class KafkaHistory implements History {
    private static final Duration POLL = Duration.ofMillis(200);
    /** Commands wait meanwhile. */
    private static final long LONGEST_NANOS = Duration.ofSeconds(10).toNanos();

    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final Deserializer<ScalingAck> acks;
    private final CommandReader commands;
    private final Topics topics;
    private final BooleanSupplier stopped;
    private final PatientReading reading;

    public KafkaHistory(
            Consumer<byte[], byte[]> consumer,
            Deserializer<ScalingAck> acks,
            CommandReader commands,
            Topics topics,
            BooleanSupplier stopped) {
        this.consumer = consumer;
        this.acks = acks;
        this.commands = commands;
        this.topics = topics;
        this.stopped = stopped;
        this.reading = new PatientReading(stopped);
    }

    @Override
    public void acks(Set<Integer> commandPartitions, Optional<Instant> since, Sink<ScalingAck> sink) {
        Placement placement = placement(commandPartitions);
        each(
                partitions(commandPartitions, placement),
                since,
                record -> ack(record).ifPresent(ack -> {
                    int partition = placement.of(ack.getService());
                    if (commandPartitions.contains(partition)) {
                        sink.accept(partition, ack);
                    }
                }));
    }

    @Override
    public void olderAcks(
            Set<Integer> commandPartitions, Duration beyond, Supplier<Set<String>> wanted, Sink<ScalingAck> sink) {
        Set<String> services = wanted.get();
        if (services.isEmpty()) {
            return;
        }
        Placement placement = placement(commandPartitions);
        long begun = System.nanoTime();
        BooleanSupplier enough = () -> stopped.getAsBoolean() || System.nanoTime() - begun > LONGEST_NANOS;
        AcksLookBack past = new AcksLookBack(consumer, partitions(commandPartitions, placement), Instant.now(), enough);
        past.skip(beyond);
        Duration span = beyond;
        while (!services.isEmpty() && !past.isAtBeginning() && !enough.getAsBoolean()) {
            span = AcksLookBack.further(span);
            Set<String> sought = services;
            past.read(
                    span,
                    record -> Optional.of(record)
                            .filter(one -> sought.contains(service(one)))
                            .flatMap(this::ack)
                            .ifPresent(ack -> sink.accept(placement.of(ack.getService()), ack)));
            services = wanted.get();
        }
        consumer.unsubscribe();
    }

    private static String service(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    }

    /** Where commands of services are: other clients than Java's place keys in their own way. */
    private Placement placement(Set<Integer> commandPartitions) {
        Placement placement = new Placement(count(Topic.SCALING_COMMANDS));
        commands(commandPartitions, (partition, command) -> placement.found(command.getService(), partition));
        return placement;
    }

    @Override
    public void commands(Set<Integer> commandPartitions, Sink<ScalingCommand> sink) {
        String name = topics.name(Topic.SCALING_COMMANDS);
        List<TopicPartition> read =
                commandPartitions.stream().map(p -> new TopicPartition(name, p)).toList();
        each(
                read,
                Optional.empty(),
                record -> reading.of(record, () -> commands.read(record))
                        .filter(Read.Command.class::isInstance)
                        .map(Read.Command.class::cast)
                        .ifPresent(found -> sink.accept(record.partition(), found.command())));
    }

    private void each(
            List<TopicPartition> read,
            Optional<Instant> since,
            java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
        consumer.assign(read);
        Map<TopicPartition, Long> ends = consumer.endOffsets(read);
        since.map(time -> StartOffsets.since(consumer, read, time))
                .orElseGet(() -> consumer.beginningOffsets(read))
                .forEach(consumer::seek);
        while (!stopped.getAsBoolean() && !atEnd(ends)) {
            consumer.poll(POLL).forEach(each);
        }
        consumer.unsubscribe();
    }

    /**
     * The partitions of acknowledgements that hold the same services: the same ones where both topics have as many and are
     * written alike, else all.
     */
    private List<TopicPartition> partitions(Set<Integer> commandPartitions, Placement placement) {
        String name = topics.name(Topic.SCALING_ACKS);
        int count = count(Topic.SCALING_ACKS);
        boolean alike = placement.isUsual() && count == placement.count();
        return IntStream.range(0, count)
                .filter(p -> !alike || commandPartitions.contains(p))
                .mapToObj(p -> new TopicPartition(name, p))
                .toList();
    }

    private int count(Topic topic) {
        return consumer.partitionsFor(topics.name(topic)).size();
    }

    private boolean atEnd(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private Optional<ScalingAck> ack(ConsumerRecord<byte[], byte[]> record) {
        return reading.of(record, () -> acks.deserialize(record.topic(), record.headers(), record.value()));
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE_WITHIN));
    }

    /** In which partition the commands of a service are. */
    private static final class Placement {
        private final int count;
        private final Map<String, Integer> unusual = new HashMap<>();

        Placement(int count) {
            this.count = count;
        }

        void found(String service, int partition) {
            if (usual(service) != partition) {
                unusual.put(service, partition);
            }
        }

        int of(String service) {
            return unusual.getOrDefault(service, usual(service));
        }

        /** As the default partitioner of Java's client places a key. */
        private int usual(String service) {
            return KeyPartition.of(service, count);
        }

        boolean isUsual() {
            return unusual.isEmpty();
        }

        int count() {
            return count;
        }
    }
}
