package dev.sluice.topology;

import dev.sluice.config.record.PolicyCodec;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.state.StateEnvelope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The policies of a task's services, each written with the schema of this build in Avro's single-object encoding, which
 * names the schema by its fingerprint: state is read without a registry, whatever became of that. One that cannot be read,
 * or that this version refuses, stays in the store and counts as none: a later policy, or a later version, puts it right.
 */
final class PolicyTable {
    /** Of the envelope: what is inside names its own schema. */
    private static final int VERSION = 1;

    private final KeyValueStore<String, byte[]> store;
    private final LostState lost;

    PolicyTable(KeyValueStore<String, byte[]> store, LostState lost) {
        this.store = store;
        this.lost = lost;
    }

    /** The policy in force for a service; none where what was kept can no longer be used, which the log says. */
    Optional<ScalingPolicy> get(String service) {
        byte[] stored = store.get(service);
        if (stored == null) {
            return Optional.empty();
        }
        try {
            byte[] bytes = StateEnvelope.open(stored).bytes();
            return Optional.of(PolicyCodec.fromRecord(
                    dev.sluice.events.ScalingPolicy.getDecoder().decode(bytes)));
        } catch (IOException | AvroRuntimeException | IllegalArgumentException | ArithmeticException e) {
            lost.piece("policy", service, e, "the service counts as without one until it is applied again");
            return Optional.empty();
        }
    }

    /** Whether a policy is kept for a service, readable or not. */
    boolean has(String service) {
        return store.get(service) != null;
    }

    /** The services that have one. */
    Set<String> names() {
        return ServiceStates.names(store);
    }

    void put(String service, dev.sluice.events.ScalingPolicy policy) {
        try {
            ByteBuffer encoded = dev.sluice.events.ScalingPolicy.getEncoder().encode(policy);
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            store.put(service, StateEnvelope.seal(VERSION, bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
    }

    void delete(String service) {
        store.delete(service);
    }
}
