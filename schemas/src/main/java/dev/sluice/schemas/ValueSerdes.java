package dev.sluice.schemas;

import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** The serde that the settings name for the values of all topics: {@link AvroSerde} unless said, or Confluent's. */
public final class ValueSerdes {
    /** Setting: class of the serde. */
    public static final String SERDE = "value.serde";

    private ValueSerdes() {}

    /** A serde of values of this class, ready for use, whose errors are those of {@link AvroDeserializer}. */
    public static <T extends SpecificRecord> Serde<T> of(Class<T> type, Map<String, ?> settings) {
        Object named = settings.get(SERDE);
        if (named == null || named.toString().equals(AvroSerde.class.getName())) {
            return AvroSerde.of(type, settings);
        }
        Map<String, Object> all = new HashMap<>(settings);
        all.put("specific.avro.reader", "true");
        all.put(AvroDeserializer.VALUE_TYPE, type.getName());
        Serde<T> foreign = named(named.toString());
        foreign.configure(all, false);
        Deserializer<T> reader = new ForeignDeserializer<>(foreign.deserializer(), type);
        return Serdes.serdeFrom(foreign.serializer(), reader);
    }

    @SuppressWarnings("unchecked") // it is configured to read the type that T is
    private static <T> Serde<T> named(String name) {
        try {
            return (Serde<T>) Class.forName(name)
                    .asSubclass(Serde.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new ConfigException(SERDE, name, "is not the class of a serde on the class path: " + e);
        }
    }
}
