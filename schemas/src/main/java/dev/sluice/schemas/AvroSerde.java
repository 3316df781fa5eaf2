package dev.sluice.schemas;

import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Records as Avro in Confluent's wire format: byte 0, four-byte schema id, Avro binary. Takes the settings of Confluent's
 * {@code SpecificAvroSerde}, so that either can be named in its place. Safe for use by several threads.
 */
public final class AvroSerde<T extends SpecificRecord> implements Serde<T> {
    private final AvroSerializer<T> serializer = new AvroSerializer<>();
    private final AvroDeserializer<T> deserializer;

    /** Reads each record as the class of its writer's schema, unless {@code configure} names a type. */
    public AvroSerde() {
        deserializer = new AvroDeserializer<>();
    }

    /** Reads every record as this class. */
    public AvroSerde(Class<T> type) {
        deserializer = new AvroDeserializer<>(type);
    }

    /** A serde of values of this class that is ready for use. */
    public static <T extends SpecificRecord> AvroSerde<T> of(Class<T> type, Map<String, ?> settings) {
        AvroSerde<T> serde = new AvroSerde<>(type);
        serde.configure(settings, false);
        return serde;
    }

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        SchemaRegistry registry = SchemaRegistry.at(settings);
        serializer.configure(registry, settings, isKey);
        deserializer.configure(registry, settings, isKey);
    }

    @Override
    public Serializer<T> serializer() {
        return serializer;
    }

    @Override
    public Deserializer<T> deserializer() {
        return deserializer;
    }
}
