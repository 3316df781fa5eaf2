package dev.sluice.executor.commands.ack;

import dev.sluice.events.ScalingAck;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Acknowledgements and dead letters on their way out; {@link #stored} says when all have arrived. */
public final class AckProducer {
    private static final Logger LOG = LoggerFactory.getLogger(AckProducer.class);
    /** A broker that refuses a dead letter of this size takes none. */
    private static final int SMALLEST_REQUEST = 4_096;

    private final Producer<byte[], byte[]> producer;
    private final Serializer<ScalingAck> acks;
    private final Topics topics;
    private final Underway underway = new Underway();
    private final AtomicReference<@Nullable KafkaException> lost = new AtomicReference<>();
    private final Queue<Letter> tooLarge = new ConcurrentLinkedQueue<>();
    private int requestSize;

    /** A dead letter, to be sent in a request of this size at most. */
    private record Letter(ConsumerRecord<byte[], byte[]> record, DeadLetter why, int requestSize) {
        ProducerRecord<byte[], byte[]> content(Topics topics) {
            return why.record(topics, record.key(), record.value(), record.headers(), requestSize);
        }
    }

    /** How many records are sent and not stored yet. */
    private static final class Underway {
        private int count;

        synchronized void sent() {
            count++;
        }

        synchronized void stored() {
            count--;
            notifyAll();
        }

        /** Whether none is left within this time. */
        synchronized boolean none(Duration within) throws InterruptedException {
            long until = System.nanoTime() + within.toNanos();
            for (long left = within.toNanos(); count > 0 && left > 0; left = until - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return count == 0;
        }
    }

    public AckProducer(Producer<byte[], byte[]> producer, Serializer<ScalingAck> acks, Topics topics, int requestSize) {
        this.producer = producer;
        this.acks = acks;
        this.topics = topics;
        this.requestSize = requestSize;
    }

    public void ack(ScalingAck ack) {
        String topic = topics.name(Topic.SCALING_ACKS);
        byte[] key = ack.getService().getBytes(StandardCharsets.UTF_8);
        byte[] value = acks.serialize(topic, ack);
        send(
                new ProducerRecord<>(topic, null, Math.max(0, ack.getAt().toEpochMilli()), key, value),
                error -> lost(topic, error));
    }

    public void deadLetter(ConsumerRecord<byte[], byte[]> record, DeadLetter why) {
        send(new Letter(record, why, requestSize));
    }

    private void send(Letter letter) {
        send(letter.content(topics), error -> {
            if (error instanceof RecordTooLargeException) {
                tooLarge.add(letter);
            } else {
                lost(topics.name(Topic.DEAD_LETTERS), error);
            }
        });
    }

    private void send(ProducerRecord<byte[], byte[]> record, java.util.function.Consumer<Exception> failed) {
        underway.sent();
        try {
            // the callback says what the future would
            Future<RecordMetadata> unused = producer.send(record, (stored, error) -> {
                if (error != null) {
                    failed.accept(error);
                }
                underway.stored();
            });
        } catch (RuntimeException e) {
            underway.stored();
            throw e;
        }
    }

    private void lost(String topic, Exception error) {
        lost.compareAndSet(null, new KafkaException(topic + " could not be written: " + error.getMessage(), error));
    }

    /**
     * Whether everything sent is stored within this time; {@link KafkaException} where something never will be. A dead
     * letter that the broker finds too large is sent again, half as long.
     */
    public boolean stored(Duration within) {
        try {
            boolean none = underway.none(within);
            KafkaException error = lost.get();
            if (error != null) {
                throw error;
            }
            return none && !sentSmaller();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether there were dead letters that had to be sent again. */
    private boolean sentSmaller() {
        boolean any = false;
        for (Letter letter = tooLarge.poll(); letter != null; letter = tooLarge.poll()) {
            int smaller = letter.requestSize() / 2;
            if (smaller < SMALLEST_REQUEST) {
                LOG.error("The broker takes no dead letter of {} bytes: one is lost", letter.requestSize());
                continue;
            }
            requestSize = Math.min(requestSize, smaller);
            send(new Letter(letter.record(), letter.why(), smaller));
            any = true;
        }
        return any;
    }
}
