package dev.sluice.topology.store;

import dev.sluice.config.record.PolicyCodec;
import dev.sluice.policy.ScalingPolicy;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The policies of a task's services, stored as {@link StoredPolicy} says. A policy that cannot be read, or that this version
 * refuses, stays in the store and counts as none: a later policy, or a later version, puts it right.
 */
public final class PolicyTable {
    private final KeyValueStore<String, byte[]> store;
    private final StoredPolicy form;
    private final LostState lost;

    public PolicyTable(KeyValueStore<String, byte[]> store, StoredPolicy form, LostState lost) {
        this.store = store;
        this.form = form;
        this.lost = lost;
    }

    /** The policy in force for a service. If the stored one cannot be read, there is none, and the log says so. */
    Optional<ScalingPolicy> get(String service) {
        byte[] stored = store.get(service);
        if (stored == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(PolicyCodec.fromRecord(form.read(stored)));
        } catch (IOException
                | KafkaException
                | AvroRuntimeException
                | IllegalArgumentException
                | ArithmeticException e) {
            lost.piece("policy", service, e, "the service counts as without one until it is applied again");
            return Optional.empty();
        }
    }

    /** Whether a policy is stored for a service, readable or not. */
    boolean has(String service) {
        return store.get(service) != null;
    }

    /** The services that have one. */
    Set<String> names() {
        return ServiceStates.names(store);
    }

    public void put(String service, dev.sluice.events.ScalingPolicy policy) {
        store.put(service, form.write(policy));
    }

    public void delete(String service) {
        store.delete(service);
    }
}
