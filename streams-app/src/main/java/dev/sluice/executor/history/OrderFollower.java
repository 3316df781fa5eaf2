package dev.sluice.executor.history;

import dev.sluice.client.CommandReader;
import dev.sluice.client.CommandReader.Read;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.ExecutorSettings;
import dev.sluice.executor.Order;
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
        List<TopicPartition> commandPartitions = partitions(consumer, Topic.SCALING_COMMANDS);
        List<TopicPartition> ackPartitions = partitions(consumer, Topic.SCALING_ACKS);
        Map<TopicPartition, Long> next = new HashMap<>(readWhole(consumer, commandPartitions));
        next.putAll(lookBack(consumer, ackPartitions));
        consumer.assign(next.keySet());
        next.forEach(consumer::seek);
        long asked = System.nanoTime();
        while (!stopping) {
            consumer.poll(POLL).forEach(this::take);
            if (System.nanoTime() - asked > LOOK_FOR_PARTITIONS.toNanos()) {
                asked = System.nanoTime();
                if (partitions(consumer, Topic.SCALING_COMMANDS).size() > commandPartitions.size()
                        || partitions(consumer, Topic.SCALING_ACKS).size() > ackPartitions.size()) {
                    return;
                }
            }
        }
    }

    /** Reads partitions from their beginnings to their ends as of now, which are returned. */
    private Map<TopicPartition, Long> readWhole(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (!stopping && !atEnd(consumer, ends)) {
            consumer.poll(POLL).forEach(this::take);
        }
        // what a poll brought beyond the end was taken as well
        ends.replaceAll((partition, end) -> Math.max(end, consumer.position(partition)));
        return ends;
    }

    /**
     * Reads acknowledgements backwards until each target has an order in force, and returns where those to come begin. Most
     * have one after the first span. The others are answered for once it is found.
     */
    private Map<TopicPartition, Long> lookBack(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        Instant now = Instant.now();
        AcksLookBack past = new AcksLookBack(consumer, partitions, now, this::isStopping);
        // recorded time says nothing of when an acknowledgement was written
        Duration span = settings.time().recorded() ? Duration.between(Instant.EPOCH, now) : settings.lookBack();
        past.read(span, this::take);
        if (!stopping) {
            orders.complete(past.completeSince(span));
            LOG.info("The orders in force are known");
        }
        while (!stopping && !past.isAtBeginning() && orders.isAnyUnknown()) {
            span = AcksLookBack.further(span);
            past.read(span, this::take);
        }
        return past.ends();
    }

    private static boolean atEnd(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer, Topic topic) {
        String name = settings.topics().name(topic);
        List<TopicPartition> all = consumer.partitionsFor(name).stream()
                .map(info -> new TopicPartition(name, info.partition()))
                .toList();
        if (all.isEmpty()) {
            throw new IllegalStateException("there is no topic " + name);
        }
        return all;
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
}
