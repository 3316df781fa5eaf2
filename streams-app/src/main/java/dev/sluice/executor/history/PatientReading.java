package dev.sluice.executor.history;

import dev.sluice.schemas.RegistryUnavailableException;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads records of the past: waits for a registry that does not answer, for a while, and passes over what is nothing. */
final class PatientReading {
    private static final Logger LOG = LoggerFactory.getLogger(PatientReading.class);

    private final RegistryPatience patience = new RegistryPatience(System::nanoTime);
    private final BooleanSupplier stopped;

    PatientReading(BooleanSupplier stopped) {
        this.stopped = stopped;
    }

    /** What a record holds, once the registry answers; empty for bytes that are nothing. */
    <T> Optional<T> of(ConsumerRecord<byte[], byte[]> record, Supplier<T> read) {
        while (!stopped.getAsBoolean()) {
            try {
                Optional<T> found = Optional.ofNullable(read.get());
                patience.answered();
                return found;
            } catch (RegistryUnavailableException e) {
                LOG.warn("Reading {} waits for the registry: {}", record.topic(), e.getMessage());
                if (!patience.lasts()) {
                    LOG.error("{}-{} offset {} is passed over", record.topic(), record.partition(), record.offset());
                    return Optional.empty();
                }
            } catch (SerializationException e) {
                LOG.warn(
                        "Unreadable at {}-{} offset {}: {}",
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        e.toString());
                return Optional.empty();
            }
        }
        return Optional.empty();
    }
}
