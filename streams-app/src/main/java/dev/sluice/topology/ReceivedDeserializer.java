package dev.sluice.topology;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads values and keeps their bytes. A value that cannot be read is a value too, so that it becomes a dead letter with
 * its reason; a registry that does not answer is no fault of the record and stops the task instead.
 */
final class ReceivedDeserializer implements Deserializer<Received> {
    private final Deserializer<? extends SpecificRecord> inner;

    ReceivedDeserializer(Deserializer<? extends SpecificRecord> inner) {
        this.inner = inner;
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's interface says nothing of null; its contract has it for tombstones
    public Received deserialize(String topic, byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            return Received.of(bytes, inner.deserialize(topic, bytes));
        } catch (SerializationException e) {
            return Received.unreadable(bytes, e);
        }
    }

    @Override
    public void close() {
        inner.close();
    }
}
