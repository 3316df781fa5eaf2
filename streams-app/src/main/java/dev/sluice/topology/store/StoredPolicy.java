package dev.sluice.topology.store;

import dev.sluice.events.ScalingPolicy;
import dev.sluice.schemas.TrustedPackages;
import dev.sluice.state.StateEnvelope;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.SchemaStore;

/**
 * The form of a policy in the store: an envelope around Avro's single-object encoding, which names by its fingerprint the
 * schema that the policy was written with. So a policy is read without a registry.
 *
 * <p>Every schema that policies were ever stored with is kept among the resources ({@value #SCHEMAS}); a policy of an older
 * version is read with the schema that wrote it. Example: a field is added to {@code ScalingPolicy.avsc}. Its fingerprint
 * changes, {@code StoredPolicyTest} fails until the new schema is kept too, and policies stored before are still read: the
 * new field has its default.
 */
public final class StoredPolicy {
    /** Resource with one schema per line, the newest last. */
    static final String SCHEMAS = "policy-schemas.txt";

    /** Version in the envelope. What is inside names its own schema. */
    private static final int VERSION = 1;

    /** First byte of Confluent's wire format, in which the first versions stored policies. */
    private static final byte WIRE_FORMAT = 0;

    /** First byte of Avro's single-object encoding, in which versions just before the envelope stored policies. */
    private static final byte SINGLE_OBJECT = (byte) 0xC3;

    private final BinaryMessageDecoder<ScalingPolicy> decoder;
    private final Function<byte[], ScalingPolicy> wireFormat;

    /**
     * Reads and writes with the schemas that are kept.
     *
     * @param wireFormat reads a policy in Confluent's wire format; it may ask the registry
     */
    public static StoredPolicy with(Function<byte[], ScalingPolicy> wireFormat) {
        return new StoredPolicy(kept(), wireFormat);
    }

    StoredPolicy(List<Schema> kept, Function<byte[], ScalingPolicy> wireFormat) {
        TrustedPackages.trustEvents();
        SchemaStore.Cache schemas = new SchemaStore.Cache();
        kept.forEach(schemas::addSchema);
        this.decoder = ScalingPolicy.createDecoder(schemas);
        this.wireFormat = wireFormat;
    }

    /** The schemas that are kept, oldest first. */
    static List<Schema> kept() {
        try (InputStream in = Objects.requireNonNull(StoredPolicy.class.getResourceAsStream(SCHEMAS), SCHEMAS);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines().map(StoredPolicy::parsed).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Schema parsed(String json) {
        return new Schema.Parser().parse(json);
    }

    /** Fingerprint by which a stored policy names its schema. */
    static long fingerprint(Schema schema) {
        return SchemaNormalization.parsingFingerprint64(schema);
    }

    /** The stored policy; {@code IOException} if the bytes are not one, or if its schema is not kept. */
    ScalingPolicy read(byte[] stored) throws IOException {
        byte first = stored.length == 0 ? 1 : stored[0];
        return switch (first) {
            case WIRE_FORMAT -> wireFormat.apply(stored);
            case SINGLE_OBJECT -> decoder.decode(stored);
            default -> decoder.decode(StateEnvelope.open(stored).bytes());
        };
    }

    byte[] write(ScalingPolicy policy) {
        try {
            ByteBuffer encoded = ScalingPolicy.getEncoder().encode(policy);
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return StateEnvelope.seal(VERSION, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("a policy is written to memory", e);
        }
    }
}
