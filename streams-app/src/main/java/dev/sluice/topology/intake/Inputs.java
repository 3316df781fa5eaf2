package dev.sluice.topology.intake;

import dev.sluice.control.message.report.RateReport;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads the values of the topics that come in, each with the serde of the settings. */
public final class Inputs {
    private final Map<String, Reader> readers = new HashMap<>();
    private final Topics topics;
    private final String reports;
    private final FastReportDecoder quick;

    /** Reads one topic. */
    public record Reader(String topic, Deserializer<? extends SpecificRecord> values) {
        /** What a value says; {@code SerializationException} where that cannot be read. */
        public SpecificRecord read(byte[] value) {
            return read(() -> values.deserialize(topic, value));
        }

        public SpecificRecord read(Headers headers, byte[] value) {
            return read(() -> values.deserialize(topic, headers, value));
        }

        /** A failure is the value's fault, unless Kafka or the registry reports it. */
        private static SpecificRecord read(Supplier<? extends SpecificRecord> reading) {
            try {
                return reading.get();
            } catch (KafkaException aboutTheValueOrKafka) {
                throw aboutTheValueOrKafka;
            } catch (RuntimeException | StackOverflowError broken) {
                throw new SerializationException(broken.toString(), broken);
            }
        }
    }

    /** Reads with these; the topic of reports of requests must be among them. */
    public Inputs(Topics topics, Map<Topic, Deserializer<? extends SpecificRecord>> values) {
        this.topics = topics;
        this.reports = topics.name(Topic.REQUEST_RATE_EVENTS);
        values.forEach((topic, reader) -> readers.put(topics.name(topic), new Reader(topics.name(topic), reader)));
        this.quick = new FastReportDecoder(reader(reports).values());
    }

    /** What a record says if it is a report that could be read in short. */
    public Optional<RateReport> quickReport(ConsumerRecord<byte[], byte[]> record, long latest) {
        return record.topic().equals(reports) && record.value() != null
                ? quick.read(record.key(), record.value(), latest)
                : Optional.empty();
    }

    /** What a record says; {@code SerializationException} where that cannot be read. */
    public SpecificRecord read(ConsumerRecord<byte[], byte[]> record) {
        return reader(record.topic()).read(record.headers(), record.value());
    }

    public boolean arePolicies(String topic) {
        return topic.equals(topics.name(Topic.SCALING_POLICIES));
    }

    public Reader reader(Topic topic) {
        return reader(topics.name(topic));
    }

    private Reader reader(String topic) {
        Reader reader = readers.get(topic);
        if (reader == null) {
            throw new IllegalArgumentException(topic + " is not an input");
        }
        return reader;
    }

    /** A policy as versions before the envelope stored it: in the wire format of its topic. */
    public ScalingPolicy storedPolicy(byte[] bytes) {
        return (ScalingPolicy) reader(Topic.SCALING_POLICIES).read(bytes);
    }

    public void close() {
        readers.values().forEach(reader -> reader.values().close());
    }
}
