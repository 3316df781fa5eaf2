package dev.sluice.topology;

import dev.sluice.config.record.PolicyCodec;
import dev.sluice.policy.ScalingPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The policies of a task's services, each written with the schema of this build in Avro's single-object encoding, which
 * names the schema by its fingerprint: state is read without a registry, whatever became of that. One that cannot be read
 * counts as none.
 */
final class PolicyTable {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyTable.class);

    private final KeyValueStore<String, byte[]> store;

    PolicyTable(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    /** The policy in force for a service; none where what was kept can no longer be used, which the log says. */
    Optional<ScalingPolicy> get(String service) {
        byte[] bytes = store.get(service);
        if (bytes == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(PolicyCodec.fromRecord(
                    dev.sluice.events.ScalingPolicy.getDecoder().decode(bytes)));
        } catch (IOException | AvroRuntimeException | IllegalArgumentException | ArithmeticException e) {
            LOG.error("The stored policy of {} cannot be used, apply it again: {}", service, e.toString());
            return Optional.empty();
        }
    }

    void put(String service, dev.sluice.events.ScalingPolicy policy) {
        try {
            ByteBuffer encoded = dev.sluice.events.ScalingPolicy.getEncoder().encode(policy);
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            store.put(service, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
    }

    void delete(String service) {
        store.delete(service);
    }
}
