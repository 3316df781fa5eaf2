package dev.sluice.schemas;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads records in Confluent's wire format with the writer's schema from the registry; null stays null.
 *
 * <p>{@link UnreadableRecordException} and {@link UnknownSchemaException} speak of the record;
 * {@link RegistryUnavailableException} does not: the same bytes may be read later.
 */
public final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {
    /** Setting: class that every value is read as; without it, the class of the writer's schema. */
    public static final String VALUE_TYPE = "specific.avro.value.type";

    /** Setting: class that every key is read as. */
    public static final String KEY_TYPE = "specific.avro.key.type";

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private final Map<Integer, Reader<T>> readers = new ConcurrentHashMap<>();
    private static final long BETWEEN_REFRESHES_NANOS = Duration.ofSeconds(30).toNanos();

    private final Map<Integer, Long> refreshedAt = new ConcurrentHashMap<>();
    private Optional<Class<T>> type;
    private @Nullable SchemaRegistry registry;
    private volatile @Nullable Reader<T> last;

    private record Reader<T>(int id, DatumReader<T> datum, boolean sameSchema) {}

    /** What one thread reuses from record to record. */
    private static final class Scratch {
        private @Nullable BinaryDecoder decoder;

        BinaryDecoder over(byte[] bytes) {
            decoder = DecoderFactory.get()
                    .binaryDecoder(bytes, WireFormat.HEADER_BYTES, bytes.length - WireFormat.HEADER_BYTES, decoder);
            return decoder;
        }
    }

    /** Reads each record as the class of its writer's schema, unless {@code configure} names a type. */
    public AvroDeserializer() {
        type = Optional.empty();
    }

    /** Reads every record as this class. */
    public AvroDeserializer(Class<T> type) {
        this.type = Optional.of(type);
        TrustedPackages.trust(type);
    }

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        configure(SchemaRegistry.at(settings), settings, isKey);
    }

    void configure(SchemaRegistry at, Map<String, ?> settings, boolean isKey) {
        registry = at;
        String key = isKey ? KEY_TYPE : VALUE_TYPE;
        Object named = settings.get(key);
        if (type.isEmpty() && named != null) {
            type = Optional.of(recordClass(key, named));
        }
        TrustedPackages.trustEvents();
    }

    @SuppressWarnings("unchecked") // the class that the settings name says what T is
    private Class<T> recordClass(String key, Object named) {
        try {
            Class<?> found = named instanceof Class<?> given ? given : Class.forName(named.toString());
            Class<T> record = (Class<T>) found.asSubclass(SpecificRecord.class);
            TrustedPackages.trust(record);
            return record;
        } catch (ClassNotFoundException | ClassCastException e) {
            throw new ConfigException(key, named, "is not the class of an Avro record");
        }
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's interface says nothing of null; its contract has it for tombstones
    public T deserialize(String topic, byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        Reader<T> reader = reader(WireFormat.schemaId(bytes));
        try {
            BinaryDecoder decoder = SCRATCH.get().over(bytes);
            T record = reader.datum().read(null, decoder);
            if (decoder.isEnd()) {
                return record;
            }
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // Avro has no one type for what wrong bytes do to it; a writer's schema may nest without an end
            throw new UnreadableRecordException("no record of schema id " + reader.id() + ": " + e, e);
        }
        throw new UnreadableRecordException("more bytes than a record of schema id " + reader.id(), null);
    }

    /**
     * Whether these bytes were written with the very schema of the class that they are read as, so that its fields follow
     * each other as that schema says. The same errors as of {@link #deserialize}.
     */
    public boolean isOwnSchema(byte[] bytes) {
        return reader(WireFormat.schemaId(bytes)).sameSchema();
    }

    private Reader<T> reader(int id) {
        Reader<T> recent = last;
        if (recent != null && recent.id() == id) {
            return recent;
        }
        Reader<T> reader = readers.get(id);
        if (reader == null) {
            reader = create(id);
            readers.put(id, reader);
        }
        last = reader;
        return reader;
    }

    private Reader<T> create(int id) {
        if (registry == null) {
            throw new IllegalStateException("configure comes before deserialize");
        }
        Schema known = registry.schema(id);
        Class<T> as = type.orElseGet(() -> classOf(known, id));
        Schema reader = SpecificData.get().getSchema(as);
        Schema writer = reader.getFullName().equals(known.getFullName()) ? known : refreshed(registry, id, known);
        if (!reader.getFullName().equals(writer.getFullName())) {
            throw new UnreadableRecordException(
                    "schema id " + id + " is a " + writer.getFullName() + " where a " + reader.getFullName()
                            + " is expected",
                    null);
        }
        return new Reader<>(
                id,
                new SpecificDatumReader<>(writer, reader, SpecificData.getForClass(as)),
                PlainSchema.of(reader).equals(PlainSchema.of(writer)));
    }

    /** What the registry says of an id now, asked now and then: one that lost its content gives ids to other schemas. */
    private Schema refreshed(SchemaRegistry from, int id, Schema known) {
        Long before = refreshedAt.get(id);
        long now = System.nanoTime();
        if (before != null && now - before < BETWEEN_REFRESHES_NANOS) {
            return known;
        }
        refreshedAt.put(id, now);
        try {
            return from.refreshed(id);
        } catch (UnknownSchemaException | RegistryUnavailableException e) {
            return known;
        }
    }

    @SuppressWarnings("unchecked") // without a type, T is whatever the topics hold
    private Class<T> classOf(Schema writer, int id) {
        if (writer.getType() == Schema.Type.RECORD) {
            try {
                Class<?> found = SpecificData.get().getClass(writer);
                if (found != null && SpecificRecord.class.isAssignableFrom(found)) {
                    return (Class<T>) found;
                }
            } catch (SecurityException e) {
                throw new UnreadableRecordException("schema id " + id + " is not trusted: " + e.getMessage(), e);
            }
        }
        throw new UnreadableRecordException("schema id " + id + " (" + writer.getFullName() + ") has no class", null);
    }
}
