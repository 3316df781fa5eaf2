package dev.sluice.topology.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.events.DrainObjective;
import dev.sluice.events.FirstTokenBound;
import dev.sluice.events.LagDemand;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.events.Signal;
import dev.sluice.events.TokensObjective;
import dev.sluice.schemas.TrustedPackages;
import dev.sluice.state.StateEnvelope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.MissingSchemaException;
import org.junit.jupiter.api.Test;

/** A stored policy outlives the version that stored it. */
final class StoredPolicyTest {
    private static final Schema NOW = schema();
    private static final Path RESOURCE = Path.of("src/main/resources/dev/sluice/topology/store", StoredPolicy.SCHEMAS);

    private static Schema schema() {
        TrustedPackages.trustEvents();
        return ScalingPolicy.getClassSchema();
    }

    private final ScalingPolicy policy =
            ScalingPolicy.newBuilder().setService("cart").setMaxReplicas(20).build();

    @Test
    void the_schema_of_this_version_is_kept() throws IOException {
        String line = SchemaNormalization.toParsingForm(NOW);
        if (Boolean.getBoolean("sluice.policy.schema.keep")) {
            Files.writeString(RESOURCE, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
        assertThat(Files.readAllLines(RESOURCE))
                .as("run this test with -Dsluice.policy.schema.keep=true to add the schema; never remove one")
                .contains(line);
    }

    @Test
    void a_policy_reads_back_as_it_was_stored() throws IOException {
        StoredPolicy form = StoredPolicy.with(StoredPolicyTest::none);
        assertThat(form.read(form.write(policy))).isEqualTo(policy);
    }

    /** After an upgrade from such a version, services would count as without a policy until it is applied again. */
    @Test
    void a_policy_that_was_stored_before_there_were_envelopes_is_read() throws IOException {
        byte[] stored = ScalingPolicy.getEncoder().encode(policy).array();
        StoredPolicy form = StoredPolicy.with(StoredPolicyTest::none);
        assertThat(form.read(stored)).isEqualTo(policy);
        assertThatThrownBy(() -> form.read(new byte[] {(byte) 0xC3, 9, 9})).isInstanceOf(AvroRuntimeException.class);
    }

    @Test
    void a_policy_of_a_version_without_a_field_gets_its_default() throws IOException {
        Schema before = without("headroom");
        byte[] stored = stored(before);
        StoredPolicy form = new StoredPolicy(List.of(before, NOW), StoredPolicyTest::none);
        assertThat(form.read(stored)).isEqualTo(policy);
    }

    /** Each kept schema is one that a running version may still have. */
    @Test
    void every_earlier_version_reads_a_policy_in_tokens_as_one_in_units() throws IOException {
        TokensObjective tokens = new TokensObjective(new FirstTokenBound(.95, 1500., 3.), null);
        ScalingPolicy inTokens = ScalingPolicy.newBuilder(policy)
                .setSignal(Signal.UNITS)
                .setTokens(tokens)
                .build();
        byte[] bytes = ScalingPolicy.getEncoder().encode(inTokens).array();

        List<Schema> before = StoredPolicy.kept().stream()
                .filter(kept -> kept.getField("tokens") == null)
                .toList();
        assertThat(before).isNotEmpty();
        for (Schema old : before) {
            BinaryMessageDecoder<GenericRecord> decoder = new BinaryMessageDecoder<>(GenericData.get(), old);
            decoder.addSchema(NOW);
            GenericRecord read = decoder.decode(bytes);
            assertThat(read.get("signal")).hasToString("UNITS");
            assertThat(read.get("maxReplicas")).isEqualTo(20);
        }
    }

    @Test
    void every_earlier_version_reads_the_lag_of_a_group_as_a_backlog() throws IOException {
        ScalingPolicy ofGroup = ScalingPolicy.newBuilder(policy)
                .setSignal(Signal.BACKLOG)
                .setObjective(new DrainObjective(300_000L))
                .setLag(new LagDemand("order-workers", List.of("orders"), false, null))
                .build();
        byte[] bytes = ScalingPolicy.getEncoder().encode(ofGroup).array();

        List<Schema> before = StoredPolicy.kept().stream()
                .filter(kept -> kept.getField("lag") == null)
                .toList();
        assertThat(before).hasSizeGreaterThan(1);
        for (Schema old : before) {
            BinaryMessageDecoder<GenericRecord> decoder = new BinaryMessageDecoder<>(GenericData.get(), old);
            decoder.addSchema(NOW);
            GenericRecord read = decoder.decode(bytes);
            assertThat(read.get("signal")).hasToString("BACKLOG");
            assertThat(read.get("objective")).hasToString("{\"withinMs\": 300000}");
        }
    }

    @Test
    void a_policy_of_a_schema_that_was_not_kept_is_not_guessed_at() throws IOException {
        byte[] stored = stored(without("headroom"));
        StoredPolicy form = new StoredPolicy(List.of(NOW), StoredPolicyTest::none);
        assertThatThrownBy(() -> form.read(stored)).isInstanceOf(MissingSchemaException.class);
    }

    @Test
    void a_policy_stored_before_the_envelope_is_read_in_the_wire_format() throws IOException {
        byte[] wire = {0, 0, 0, 0, 7, 1, 2, 3};
        StoredPolicy form = StoredPolicy.with(bytes -> bytes == wire ? policy : none(bytes));
        assertThat(form.read(wire)).isEqualTo(policy);
    }

    private static ScalingPolicy none(byte[] bytes) {
        throw new IllegalStateException("no registry is asked, for " + bytes.length + " bytes");
    }

    private static Schema without(String field) {
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field f : NOW.getFields()) {
            if (!f.name().equals(field)) {
                fields.add(new Schema.Field(f, f.schema()));
            }
        }
        assertThat(fields).hasSize(NOW.getFields().size() - 1);
        return Schema.createRecord(NOW.getName(), NOW.getDoc(), NOW.getNamespace(), false, fields);
    }

    private byte[] stored(Schema schema) throws IOException {
        GenericRecord record = new GenericData.Record(schema);
        for (Schema.Field f : schema.getFields()) {
            record.put(f.name(), value(f));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new BinaryMessageEncoder<GenericRecord>(GenericData.get(), schema).encode(record, out);
        return StateEnvelope.seal(1, out.toByteArray());
    }

    /** The value of a field, as generic data has it. */
    private Object value(Schema.Field field) {
        return field.hasDefaultValue()
                ? GenericData.get().getDefaultValue(field)
                : policy.get(NOW.getField(field.name()).pos());
    }
}
