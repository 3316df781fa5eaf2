package dev.sluice.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Writes records in Confluent's wire format and registers their schemas; null stays null. */
public final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {
    /** Setting: whether a schema that the registry lacks is registered (default) or refused. */
    public static final String AUTO_REGISTER = "auto.register.schemas";

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private final Map<Route, Writer> writers = new ConcurrentHashMap<>();
    private @Nullable SchemaRegistry registry;
    private boolean autoRegister = true;
    private String suffix = "-value";
    private volatile @Nullable Writer last;

    private record Route(String topic, Schema schema) {}

    private record Writer(String topic, Schema schema, int id, DatumWriter<Object> datum) {}

    /** What one thread reuses from record to record. */
    private static final class Scratch {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        private @Nullable BinaryEncoder encoder;

        byte[] write(Writer writer, Object datum) throws IOException {
            out.reset();
            WireFormat.writeHeader(out, writer.id());
            encoder = EncoderFactory.get().binaryEncoder(out, encoder);
            writer.datum().write(datum, encoder);
            encoder.flush();
            return out.toByteArray();
        }
    }

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        configure(SchemaRegistry.at(settings), settings, isKey);
    }

    void configure(SchemaRegistry at, Map<String, ?> settings, boolean isKey) {
        registry = at;
        Object auto = settings.get(AUTO_REGISTER);
        autoRegister = auto == null || Boolean.parseBoolean(auto.toString());
        suffix = isKey ? "-key" : "-value";
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's interface says nothing of null; its contract has it for tombstones
    public byte[] serialize(String topic, @Nullable T datum) {
        if (datum == null) {
            return null;
        }
        Writer writer = writer(topic, datum.getSchema());
        try {
            return SCRATCH.get().write(writer, datum);
        } catch (IOException | AvroRuntimeException | NullPointerException | ClassCastException e) {
            SCRATCH.remove();
            throw new SerializationException(
                    "no " + writer.schema().getName() + " could be written to " + topic + ": " + e.getMessage(), e);
        }
    }

    private Writer writer(String topic, Schema schema) {
        Writer recent = last;
        if (recent != null && recent.schema().equals(schema) && recent.topic().equals(topic)) {
            return recent;
        }
        Writer writer = writers.computeIfAbsent(new Route(topic, schema), this::create);
        last = writer;
        return writer;
    }

    private Writer create(Route route) {
        int id = id(route.topic() + suffix, PlainSchema.of(route.schema()));
        SpecificData data = SpecificData.getForSchema(route.schema());
        return new Writer(route.topic(), route.schema(), id, new SpecificDatumWriter<>(route.schema(), data));
    }

    private int id(String subject, Schema schema) {
        if (registry == null) {
            throw new IllegalStateException("configure comes before serialize");
        }
        if (autoRegister) {
            return registry.registered(subject, schema);
        }
        return registry.idOf(subject, schema)
                .orElseThrow(() -> new SerializationException(schema.getName() + " is not registered under " + subject
                        + " and " + AUTO_REGISTER + " is off"));
    }
}
