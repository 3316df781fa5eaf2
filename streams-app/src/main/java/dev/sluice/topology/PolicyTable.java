package dev.sluice.topology;

import dev.sluice.config.PolicyCodec;
import dev.sluice.policy.ScalingPolicy;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.state.KeyValueStore;

/** The policies of a task's services, kept as they came. */
final class PolicyTable {
    private final KeyValueStore<String, byte[]> store;
    private final Deserializer<? extends SpecificRecord> reader;
    private final String topic;

    PolicyTable(KeyValueStore<String, byte[]> store, Deserializer<? extends SpecificRecord> reader, String topic) {
        this.store = store;
        this.reader = reader;
        this.topic = topic;
    }

    /** The policy in force for a service. */
    Optional<ScalingPolicy> get(String service) {
        byte[] bytes = store.get(service);
        return bytes == null
                ? Optional.empty()
                : Optional.of(
                        PolicyCodec.fromRecord((dev.sluice.events.ScalingPolicy) reader.deserialize(topic, bytes)));
    }

    void put(String service, byte[] bytes) {
        store.put(service, bytes);
    }

    void delete(String service) {
        store.delete(service);
    }
}
