package dev.sluice.client;

import dev.sluice.events.ScalingAck;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.schemas.ValueSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.Serde;

/** Stores the answers of a batch, its dead letters and the offsets behind it in one transaction. */
final class AnswerStore {
    private final Producer<byte[], byte[]> producer;
    private final Serde<ScalingAck> acks;
    private final String topic;

    AnswerStore(Map<String, Object> producer, Map<String, ?> settings, Topics topics) {
        this.acks = ValueSerdes.of(ScalingAck.class, settings);
        this.topic = topics.name(Topic.SCALING_ACKS);
        this.producer = new KafkaProducer<>(producer);
    }

    /** Fences what another process of the same name has open. */
    void init() {
        producer.initTransactions();
    }

    /** Stores all or, where it throws a {@link org.apache.kafka.common.KafkaException}, nothing. */
    void store(List<ScalingAck> answers, CommandBatch done, ConsumerGroupMetadata group) {
        if (answers.isEmpty() && done.offsets().isEmpty()) {
            return;
        }
        producer.beginTransaction();
        answers.forEach(this::send);
        done.letters().forEach(this::send);
        if (!done.offsets().isEmpty()) {
            producer.sendOffsetsToTransaction(done.offsets(), group);
        }
        producer.commitTransaction();
    }

    /** Gives up what was not stored. Throws if the producer cannot go on: then a supervisor restarts the process. */
    void abort() {
        producer.abortTransaction();
    }

    private void send(ScalingAck ack) {
        byte[] key = ack.getService().getBytes(StandardCharsets.UTF_8);
        send(new ProducerRecord<>(topic, key, acks.serializer().serialize(topic, ack)));
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        // the commit says what the future would
        Future<RecordMetadata> unused = producer.send(record);
    }

    void close(Duration within) {
        producer.close(within);
        acks.close();
    }
}
