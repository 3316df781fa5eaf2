package dev.sluice.topology;

import dev.sluice.config.record.PolicyCodec;
import dev.sluice.policy.ScalingPolicy;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;

/** The policies of a task's services, kept as they came. */
final class PolicyTable {
    private final KeyValueStore<String, byte[]> store;
    private final Inputs inputs;

    PolicyTable(KeyValueStore<String, byte[]> store, Inputs inputs) {
        this.store = store;
        this.inputs = inputs;
    }

    /** The policy in force for a service. */
    Optional<ScalingPolicy> get(String service) {
        byte[] bytes = store.get(service);
        return bytes == null ? Optional.empty() : Optional.of(PolicyCodec.fromRecord(inputs.policy(bytes)));
    }

    void put(String service, byte[] bytes) {
        store.put(service, bytes);
    }

    void delete(String service) {
        store.delete(service);
    }
}
