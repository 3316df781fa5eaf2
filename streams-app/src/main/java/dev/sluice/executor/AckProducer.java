package dev.sluice.executor;

import dev.sluice.events.ScalingAck;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Acknowledgements and dead letters on their way out; {@link #flush} returns when all are stored. */
final class AckProducer {
    private final Producer<byte[], byte[]> producer;
    private final Serializer<ScalingAck> acks;
    private final Topics topics;
    private final AtomicReference<@Nullable Exception> lost = new AtomicReference<>();

    AckProducer(Producer<byte[], byte[]> producer, Serializer<ScalingAck> acks, Topics topics) {
        this.producer = producer;
        this.acks = acks;
        this.topics = topics;
    }

    void ack(ScalingAck ack) {
        String topic = topics.name(Topic.SCALING_ACKS);
        byte[] key = ack.getService().getBytes(StandardCharsets.UTF_8);
        byte[] value = acks.serialize(topic, ack);
        send(new ProducerRecord<>(topic, null, ack.getAt().toEpochMilli(), key, value));
    }

    void deadLetter(ConsumerRecord<byte[], byte[]> record, DeadLetter letter) {
        send(letter.record(topics, record.key(), record.value(), record.headers()));
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        // the callback says what the future would
        Future<RecordMetadata> unused = producer.send(record, (stored, error) -> {
            if (error != null) {
                lost.compareAndSet(null, error);
            }
        });
    }

    /** Waits until everything sent is stored and throws where something could not be. */
    void flush() {
        producer.flush();
        Exception error = lost.get();
        if (error != null) {
            throw new KafkaException("acknowledgements could not be written: " + error.getMessage(), error);
        }
    }
}
