package dev.sluice.topology;

import dev.sluice.control.RateReport;
import dev.sluice.events.ScalingPolicy;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Reads the values of the topics that come in, each with the serde of the settings. */
final class Inputs {
    private final Map<String, Deserializer<? extends SpecificRecord>> readers;
    private final String policies;
    private final String reports;
    private final QuickReports quick;

    /** Reads with these, by name of the topic; two of the topics are those of policies and of reports of requests. */
    Inputs(Map<String, Deserializer<? extends SpecificRecord>> readers, String policies, String reports) {
        this.readers = Map.copyOf(readers);
        this.policies = policies;
        this.reports = reports;
        this.quick = new QuickReports(reader(reports));
    }

    /** Whether a record is a report that could be read in short; {@link #quickReport} is then what it says. */
    boolean isQuickReport(ConsumerRecord<byte[], byte[]> record, long latest) {
        return record.topic().equals(reports) && quick.read(record.key(), record.value(), latest);
    }

    RateReport quickReport() {
        return quick.report();
    }

    /** What a record says; {@code SerializationException} where that cannot be read. */
    SpecificRecord read(ConsumerRecord<byte[], byte[]> record) {
        return reader(record.topic()).deserialize(record.topic(), record.headers(), record.value());
    }

    /** A policy as it was kept. */
    ScalingPolicy policy(byte[] bytes) {
        return (ScalingPolicy) reader(policies).deserialize(policies, bytes);
    }

    boolean arePolicies(String topic) {
        return topic.equals(policies);
    }

    private Deserializer<? extends SpecificRecord> reader(String topic) {
        Deserializer<? extends SpecificRecord> reader = readers.get(topic);
        if (reader == null) {
            throw new IllegalArgumentException(topic + " is no input");
        }
        return reader;
    }

    void close() {
        readers.values().forEach(Deserializer::close);
    }
}
