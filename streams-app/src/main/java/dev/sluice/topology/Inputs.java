package dev.sluice.topology;

import dev.sluice.events.ScalingPolicy;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads the values of the topics that come in, each with the serde of the settings.
 *
 * @param readers by name of the topic
 * @param policies name of the topic of policies
 */
record Inputs(Map<String, Deserializer<? extends SpecificRecord>> readers, String policies) {
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
