package dev.sluice.topology.declared;

import dev.sluice.config.record.check.Limits;
import dev.sluice.config.record.check.Rejection;
import dev.sluice.events.ResourcePool;
import dev.sluice.events.TenantBudget;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.RegistryUnavailableException;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.topology.intake.Inputs;
import dev.sluice.topology.output.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends pools and budgets that cannot be used to the dead letters. The tasks read them from Kafka Streams' global tables,
 * which have no output and exist in each instance. So one consumer group reads the same topics beside them, and each record
 * is checked once, however many instances run.
 *
 * <p>It disturbs nobody: if Kafka or the registry is away it waits and goes on where it was, and decisions do not wait for
 * it. A crash between a dead letter and its commit sends that letter twice.
 */
public final class DeclarationWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeclarationWatch.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);
    private static final Duration AFTER_OUTAGE = Duration.ofSeconds(1);
    private static final Duration END_WITHIN = Duration.ofSeconds(5);

    private final Topics topics;
    private final Supplier<Inputs> readers;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final int maxBytes;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "sluice-declarations");

    /**
     * A watch that is not started yet.
     *
     * @param consumers make a consumer of a group that commits nothing by itself
     * @param maxBytes bytes of the largest dead letter
     */
    public DeclarationWatch(
            Topics topics,
            Supplier<Inputs> readers,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Supplier<Producer<byte[], byte[]>> producers,
            int maxBytes) {
        this.topics = topics;
        this.readers = readers;
        this.consumers = consumers;
        this.producers = producers;
        this.maxBytes = maxBytes;
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        boolean told = false;
        while (!isStopping(Duration.ZERO)) {
            try {
                watch();
            } catch (RuntimeException | Error e) {
                if (!told && !isStopping(Duration.ZERO)) {
                    told = true;
                    LOG.warn(
                            "Pools and budgets are used, but not checked for dead letters; tried again: {}",
                            e.toString());
                }
                if (isStopping(AFTER_FAILURE)) {
                    return;
                }
            }
        }
    }

    /** Waits that long, or until the end. */
    private boolean isStopping(Duration within) {
        try {
            return stopping.await(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void watch() {
        Inputs inputs = readers.get();
        try (Consumer<byte[], byte[]> consumer = consumers.get();
                Producer<byte[], byte[]> producer = producers.get()) {
            consumer.subscribe(List.of(topics.name(Topic.RESOURCE_POOLS), topics.name(Topic.TENANT_BUDGETS)));
            while (!isStopping(Duration.ZERO)) {
                check(consumer.poll(POLL), inputs, consumer, producer);
            }
        } finally {
            inputs.close();
        }
    }

    private void check(
            ConsumerRecords<byte[], byte[]> records,
            Inputs inputs,
            Consumer<byte[], byte[]> consumer,
            Producer<byte[], byte[]> producer) {
        if (records.isEmpty()) {
            return;
        }
        for (TopicPartition partition : records.partitions()) {
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                try {
                    Rejection why = rejection(record, inputs);
                    if (why.isRejected()) {
                        send(record, why, producer);
                    }
                } catch (RegistryUnavailableException away) {
                    consumer.seek(partition, record.offset());
                    isStopping(AFTER_OUTAGE);
                    break;
                }
            }
        }
        consumer.commitSync();
    }

    /** Returns why a record cannot be used, or {@link Rejection#NOT}. */
    private Rejection rejection(ConsumerRecord<byte[], byte[]> record, Inputs inputs) {
        if (record.key() == null) {
            return new Rejection(DeadLetter.Reason.NULL_KEY, "the record has no key");
        }
        if (record.value() == null) {
            return Rejection.NOT;
        }
        Rejection tooLong = Limits.tooLong(record);
        if (tooLong.isRejected()) {
            return tooLong;
        }
        try {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            SpecificRecord value = inputs.read(record);
            Object usable = value instanceof ResourcePool pool
                    ? Declarations.pool(key, pool)
                    : Declarations.budget(key, (TenantBudget) value);
            LOG.debug("Declared: {}", usable);
            return Rejection.NOT;
        } catch (SerializationException unreadable) {
            return new Rejection(DeadLetter.reasonOf(unreadable), String.valueOf(unreadable.getMessage()));
        } catch (KafkaException notAboutTheRecord) {
            throw notAboutTheRecord;
        } catch (RuntimeException impossible) {
            return Rejection.impossible(String.valueOf(impossible.getMessage()));
        }
    }

    private void send(ConsumerRecord<byte[], byte[]> record, Rejection why, Producer<byte[], byte[]> producer) {
        DeadLetter.Content content = DeadLetters.content(record, why, maxBytes);
        try {
            producer.send(new ProducerRecord<>(
                            topics.name(Topic.DEAD_LETTERS), null, content.key(), content.value(), content.headers()))
                    .get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        }
    }

    /** Ends it. What was not committed is checked again by whoever comes next. */
    @Override
    public void close() {
        stopping.countDown();
        try {
            thread.join(END_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
