package dev.sluice.ingest;

import dev.sluice.text.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes records to Kafka and waits until it has all of them. What is on the way is bounded in bytes; beyond that it refuses at once, so
 * that the sender waits and not this process's memory.
 *
 * <p>After a failure it answers for a second without asking Kafka: threads are not held up by a cluster that is away.
 */
final class Store implements AutoCloseable {
    private static final long AWAY_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int RECORD_OVERHEAD = 128;

    private final Producer<byte[], byte[]> producer;
    private final Duration timeout;
    private final LongSupplier nanos;
    private final int capacity;
    private final Semaphore room;
    private final AtomicLong failedAt;
    private volatile String failure = "";

    /** What became of some records. */
    sealed interface Outcome {
        /** Kafka has all of them. */
        record Stored() implements Outcome {}

        /** Too much is on the way: none of them was written. */
        record Full() implements Outcome {}

        /** Kafka does not take them now; some may have been written. */
        record Away(String why) implements Outcome {}

        /** A record is larger than Kafka takes. */
        record TooLarge(String why) implements Outcome {}
    }

    Store(Producer<byte[], byte[]> producer, Duration timeout, int capacity, LongSupplier nanos) {
        this.producer = producer;
        this.timeout = timeout;
        this.capacity = capacity;
        this.room = new Semaphore(capacity);
        this.nanos = nanos;
        this.failedAt = new AtomicLong(nanos.getAsLong() - AWAY_NS);
    }

    /**
     * Opens a producer.
     *
     * @param settings Kafka's
     * @param timeout how long Kafka may take
     * @param capacity bytes on the way at once
     */
    static Store open(Map<String, Object> settings, Duration timeout, int capacity) {
        Map<String, Object> all = new HashMap<>(settings);
        int millis = Math.toIntExact(timeout.toMillis());
        all.remove(ProducerConfig.TRANSACTIONAL_ID_CONFIG);
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        all.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 5);
        all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
        all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(1, millis / 2));
        all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.max(millis, millis / 2 + 1_000));
        return new Store(
                new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer()),
                timeout,
                capacity,
                System::nanoTime);
    }

    /** Writes all of them and waits for it. */
    Outcome store(List<ProducerRecord<byte[], byte[]>> records) throws InterruptedException {
        if (isAway()) {
            return new Outcome.Away(failure);
        }
        int bytes = bytes(records);
        if (!room.tryAcquire(bytes)) {
            return new Outcome.Full();
        }
        try {
            send(records);
            failure = "";
            return new Outcome.Stored();
        } catch (TimeoutException e) {
            return away("Kafka did not answer within " + DurationText.of(timeout));
        } catch (ExecutionException | KafkaException e) {
            return failed(e);
        } finally {
            room.release(bytes);
        }
    }

    private Outcome failed(Exception e) {
        Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
        return cause instanceof RecordTooLargeException
                ? new Outcome.TooLarge(String.valueOf(cause.getMessage()))
                : away(String.valueOf(cause.getMessage()));
    }

    private Outcome away(String why) {
        failure = why;
        failedAt.set(nanos.getAsLong());
        return new Outcome.Away(why);
    }

    private boolean isAway() {
        return !failure.isEmpty() && nanos.getAsLong() - failedAt.get() < AWAY_NS;
    }

    private int bytes(List<ProducerRecord<byte[], byte[]>> records) {
        long bytes = 0;
        for (ProducerRecord<byte[], byte[]> record : records) {
            bytes += RECORD_OVERHEAD + record.key().length + record.value().length;
        }
        return (int) Math.min(capacity, bytes);
    }

    private void send(List<ProducerRecord<byte[], byte[]>> records)
            throws InterruptedException, ExecutionException, TimeoutException {
        long end = nanos.getAsLong() + timeout.toNanos();
        List<Future<RecordMetadata>> sent = new ArrayList<>(records.size());
        for (ProducerRecord<byte[], byte[]> record : records) {
            sent.add(producer.send(record));
        }
        for (Future<RecordMetadata> one : sent) {
            one.get(Math.max(0, end - nanos.getAsLong()), TimeUnit.NANOSECONDS);
        }
    }

    /** Why nothing could be written last time; empty if it could. */
    String failure() {
        return failure;
    }

    @Override
    public void close() {
        producer.close(timeout);
    }
}
