package dev.sluice.topology;

import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

/**
 * The value of a record as it came and what it says, or why it says nothing.
 *
 * @param bytes the value as it came; for a dead letter
 * @param value what it says; empty where it cannot be read
 * @param error why not
 */
record Received(byte[] bytes, Optional<SpecificRecord> value, Optional<SerializationException> error) {
    static Received of(byte[] bytes, SpecificRecord value) {
        return new Received(bytes, Optional.of(value), Optional.empty());
    }

    static Received unreadable(byte[] bytes, SerializationException error) {
        return new Received(bytes, Optional.empty(), Optional.of(error));
    }
}
