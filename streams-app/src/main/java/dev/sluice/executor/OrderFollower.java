package dev.sluice.executor;

import dev.sluice.client.CommandReader;
import dev.sluice.client.CommandReader.Read;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.ValueSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Serde;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@link OrdersInForce} up to date from the topics: all partitions, whichever of them this executor carries out. It
 * begins anew if the topics get more partitions or reading fails.
 */
public final class OrderFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OrderFollower.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LOOK_FOR_PARTITIONS = Duration.ofMinutes(1);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(1);
    private static final Duration END_WITHIN = Duration.ofSeconds(1);

    private final ExecutorSettings settings;
    private final OrdersInForce orders;
    private final Serde<ScalingAck> acks;
    private final Serde<ScalingCommand> commandSerde;
    private final CommandReader commands;
    private final PatientReading reading = new PatientReading(this::isStopping);
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Optional<Consumer<byte[], byte[]>> reader = Optional.empty();
    private volatile boolean stopping;

    private OrderFollower(ExecutorSettings settings, OrdersInForce orders) {
        this.settings = settings;
        this.orders = orders;
        this.acks = ValueSerdes.of(ScalingAck.class, settings.all());
        this.commandSerde = ValueSerdes.of(ScalingCommand.class, settings.all());
        this.commands = new CommandReader(commandSerde.deserializer(), Order::check);
        this.thread = new Thread(this::followAlways, "orders-in-force");
        thread.setDaemon(true);
    }

    /** Follows the topics of the settings until closed. */
    public static OrderFollower start(ExecutorSettings settings, OrdersInForce orders) {
        OrderFollower follower = new OrderFollower(settings, orders);
        follower.thread.start();
        return follower;
    }

    private boolean isStopping() {
        return stopping;
    }

    private void followAlways() {
        while (!stopping) {
            try (Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings.historyConsumer())) {
                reader = Optional.of(consumer);
                follow(consumer);
                consumer.close(CloseOptions.timeout(END_WITHIN));
            } catch (WakeupException e) {
                LOG.debug("The end wakes this follower", e);
            } catch (RuntimeException | Error e) {
                LOG.warn("Reading the orders in force begins anew: {}", e.toString());
                pause();
            } finally {
                reader = Optional.empty();
            }
        }
    }

    private void pause() {
        try {
            boolean unused = ended.await(BETWEEN_ATTEMPTS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = partitions(consumer);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        AcksKept kept = new AcksKept(consumer.beginningOffsets(partitions));
        boolean caughtUp = false;
        long asked = System.nanoTime();
        while (!stopping) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                kept.see(record);
                take(record);
            }
            if (!caughtUp && atEnd(consumer, ends)) {
                caughtUp = true;
                complete(kept);
            }
            if (System.nanoTime() - asked > LOOK_FOR_PARTITIONS.toNanos()) {
                asked = System.nanoTime();
                if (partitions(consumer).size() > partitions.size()) {
                    return;
                }
            }
        }
    }

    private void complete(AcksKept kept) {
        orders.complete(kept.since(this::isAcks, Instant.now()));
        LOG.info("The orders in force are known");
    }

    private static boolean atEnd(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> all = Stream.of(Topic.SCALING_COMMANDS, Topic.SCALING_ACKS)
                .map(settings.topics()::name)
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (all.stream().map(TopicPartition::topic).distinct().count() < 2) {
            throw new IllegalStateException("of scaling-commands and scaling-acks there is " + all);
        }
        return all;
    }

    private boolean isAcks(TopicPartition partition) {
        return partition.topic().equals(settings.topics().name(Topic.SCALING_ACKS));
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (!record.topic().equals(settings.topics().name(Topic.SCALING_ACKS))) {
            reading.of(record, () -> commands.read(record)).ifPresent(read -> taken(record, read));
        } else if (record.value() != null) {
            reading.of(record, () -> acks.deserializer().deserialize(record.topic(), record.headers(), record.value()))
                    .filter(settings.scope()::covers)
                    .ifPresent(orders::acknowledged);
        }
    }

    private void taken(ConsumerRecord<byte[], byte[]> record, Read read) {
        if (read instanceof Read.Command command) {
            orders.commanded(command.command(), settings.scope()::covers);
        } else if (read instanceof Read.Deletion && record.key() != null) {
            orders.deleted(new String(record.key(), StandardCharsets.UTF_8));
        }
    }

    @Override
    public void close() {
        stopping = true;
        ended.countDown();
        reader.ifPresent(Consumer::wakeup);
        try {
            thread.join(2 * END_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        acks.close();
        commandSerde.close();
    }

    /** From when on the acknowledgements are all there: retention deletes the oldest. */
    private static final class AcksKept {
        private final Map<TopicPartition, Long> begins;
        private final Map<TopicPartition, Instant> first = new HashMap<>();

        AcksKept(Map<TopicPartition, Long> begins) {
            this.begins = begins;
        }

        void see(ConsumerRecord<byte[], byte[]> record) {
            first.computeIfAbsent(
                    new TopicPartition(record.topic(), record.partition()),
                    unused -> Instant.ofEpochMilli(Math.max(0, record.timestamp())));
        }

        Instant since(java.util.function.Predicate<TopicPartition> isAcks, Instant now) {
            return begins.entrySet().stream()
                    .filter(begin -> isAcks.test(begin.getKey()) && begin.getValue() > 0)
                    .map(begin -> first.getOrDefault(begin.getKey(), now))
                    .max(Instant::compareTo)
                    .orElse(Instant.EPOCH);
        }
    }
}
