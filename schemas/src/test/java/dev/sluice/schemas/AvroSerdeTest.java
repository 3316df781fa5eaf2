package dev.sluice.schemas;

import static dev.sluice.schemas.Samples.command;
import static dev.sluice.schemas.Samples.demand;
import static dev.sluice.schemas.Samples.mock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.events.LatencyHistogram;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.UsageEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class AvroSerdeTest {
    private static final String SCOPE = "avro-serde-test";
    private static final String TOPIC = "request-rate-events";

    private final AvroSerde<RequestRateEvent> serde = AvroSerde.of(RequestRateEvent.class, mock(SCOPE));
    private final InMemoryRegistry registry = InMemoryRegistry.ofScope(SCOPE);

    @AfterEach
    void forget() {
        InMemoryRegistry.forget(SCOPE);
    }

    @Test
    void what_is_written_is_read() {
        byte[] bytes = serde.serializer().serialize(TOPIC, demand(42));

        assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(demand(42));
    }

    @Test
    void the_bytes_are_zero_then_the_schema_id_then_avro() throws Exception {
        registry.register("something-else-value", Topic.USAGE_EVENTS.schema().orElseThrow());
        byte[] bytes = serde.serializer().serialize(TOPIC, demand(42));

        assertThat(registry.subjects()).containsExactly("request-rate-events-value", "something-else-value");
        assertThat(bytes[0]).isZero();
        assertThat(ByteBuffer.wrap(bytes).getInt(1)).isEqualTo(2);
        // Avro's single-object encoding has ten bytes of header before the same binary
        byte[] avro = demand(42).toByteBuffer().array();
        assertThat(Arrays.copyOfRange(bytes, 5, bytes.length)).isEqualTo(Arrays.copyOfRange(avro, 10, avro.length));
    }

    @Test
    void others_see_schemas_without_marks_of_java() {
        serde.serializer().serialize(TOPIC, demand(42));

        assertThat(registry.schema(1).toString())
                .doesNotContain("avro.java.string")
                .contains("timestamp-millis", "Requests that arrived");
    }

    @Test
    void no_value_stays_no_value() {
        assertThat(serde.serializer().serialize(TOPIC, null)).isNull();
        assertThat(serde.deserializer().deserialize(TOPIC, null)).isNull();
    }

    @Test
    void named_by_class_in_settings_it_reads_what_the_writer_wrote() {
        try (AvroSerde<SpecificRecord> any = new AvroSerde<>()) {
            any.configure(mock(SCOPE), false);
            byte[] one = any.serializer().serialize(TOPIC, demand(7));
            byte[] other = any.serializer().serialize("scaling-commands", command(3, 1));

            assertThat(any.deserializer().deserialize(TOPIC, one)).isEqualTo(demand(7));
            assertThat(any.deserializer().deserialize("scaling-commands", other))
                    .isEqualTo(command(3, 1));
        }
    }

    @Test
    void named_by_class_in_settings_it_reads_as_the_type_that_they_name() {
        Map<String, Object> settings = new HashMap<>(mock(SCOPE));
        settings.put(AvroDeserializer.VALUE_TYPE, ScalingCommand.class.getName());
        try (AvroSerde<SpecificRecord> commands = new AvroSerde<>()) {
            commands.configure(settings, false);
            byte[] bytes = serde.serializer().serialize(TOPIC, demand(7));

            assertThatThrownBy(() -> commands.deserializer().deserialize(TOPIC, bytes))
                    .isInstanceOf(UnreadableRecordException.class)
                    .hasMessageContaining("RequestRateEvent where a dev.sluice.events.ScalingCommand is expected");
        }
    }

    @Test
    void a_type_that_is_no_record_is_a_wrong_setting() {
        Map<String, Object> settings = new HashMap<>(mock(SCOPE));
        settings.put(AvroDeserializer.VALUE_TYPE, "java.lang.String");
        AvroDeserializer<SpecificRecord> reader = new AvroDeserializer<>();

        assertThatThrownBy(() -> reader.configure(settings, false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("specific.avro.value.type");
    }

    @Test
    void a_registered_schema_is_enough_where_none_may_be_added() {
        Map<String, Object> settings = new HashMap<>(mock(SCOPE));
        settings.put(AvroSerializer.AUTO_REGISTER, "false");
        AvroSerde<RequestRateEvent> strict = AvroSerde.of(RequestRateEvent.class, settings);

        assertThatThrownBy(() -> strict.serializer().serialize(TOPIC, demand(1)))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("not registered under request-rate-events-value");

        new Contract(registry, Topics.plain()).register();
        byte[] bytes = strict.serializer().serialize(TOPIC, demand(1));
        assertThat(serde.deserializer().deserialize(TOPIC, bytes)).isEqualTo(demand(1));
    }

    @Test
    void a_wrong_first_byte_is_unreadable() {
        byte[] bytes = serde.serializer().serialize(TOPIC, demand(42));
        bytes[0] = 1;

        assertUnreadable(bytes, "first byte is 1");
    }

    @Test
    void cut_short_anywhere_it_is_unreadable() {
        byte[] bytes = serde.serializer().serialize(TOPIC, demand(42));

        for (int length = 0; length < bytes.length; length++) {
            assertUnreadable(Arrays.copyOf(bytes, length), "");
        }
    }

    @Test
    void bytes_behind_the_record_are_unreadable() {
        byte[] bytes = serde.serializer().serialize(TOPIC, demand(42));

        assertUnreadable(Arrays.copyOf(bytes, bytes.length + 1), "more bytes than a record");
    }

    /** A writer may have a field of its own that holds itself: to pass over it takes a frame of the stack for each level. */
    @Test
    void what_nests_deeper_than_the_stack_is_unreadable() {
        Schema level = new Schema.Parser().parse("""
                {"type": "record", "name": "Level", "fields": [{"name": "next", "type": ["null", "Level"]}]}""");
        Schema own = RequestRateEvent.getClassSchema();
        List<Schema.Field> fields = new ArrayList<>(List.of(new Schema.Field("nested", level)));
        own.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        Schema nests = Schema.createRecord(own.getName(), null, own.getNamespace(), false, fields);
        byte[] bytes = new byte[WireFormat.HEADER_BYTES + 900_000];
        Arrays.fill(bytes, WireFormat.HEADER_BYTES, bytes.length - 2, (byte) 2);
        ByteBuffer.wrap(bytes).putInt(1, registry.register("nested-value", nests));

        assertUnreadable(bytes, "StackOverflowError");
    }

    @Test
    void text_is_unreadable() {
        assertUnreadable("{\"service\":\"checkout\"}".getBytes(StandardCharsets.UTF_8), "first byte");
    }

    @Test
    void a_record_of_another_kind_is_unreadable_though_its_fields_would_fit() {
        AvroSerde<UsageEvent> usage = AvroSerde.of(UsageEvent.class, mock(SCOPE));
        byte[] bytes = serde.serializer().serialize(TOPIC, demand(42));

        assertThatThrownBy(() -> usage.deserializer().deserialize(TOPIC, bytes))
                .isInstanceOf(UnreadableRecordException.class);
    }

    @Test
    void an_id_that_the_registry_does_not_know_is_told_apart() {
        byte[] bytes = serde.serializer().serialize(TOPIC, demand(42));
        ByteBuffer.wrap(bytes).putInt(1, 4711);

        assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, bytes))
                .isInstanceOfSatisfying(
                        UnknownSchemaException.class, e -> assertThat(e.id()).isEqualTo(4711));
    }

    @Test
    void whatever_bits_flip_on_the_way_the_stream_gets_a_record_or_an_unreadable_one() {
        byte[] bytes = serde.serializer().serialize(TOPIC, demand(42));
        Random random = new Random(1);
        int unreadable = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] flipped = bytes.clone();
            flipped[5 + random.nextInt(bytes.length - 5)] ^= (byte) (1 << random.nextInt(8));
            flipped[5 + random.nextInt(bytes.length - 5)] = (byte) random.nextInt(256);
            try {
                assertThat(serde.deserializer().deserialize(TOPIC, flipped)).isNotNull();
            } catch (UnreadableRecordException e) {
                unreadable++;
            }
        }
        assertThat(unreadable).isPositive();
    }

    @Test
    void a_list_that_claims_to_be_huge_is_unreadable_before_memory_is_given_to_it() {
        RequestRateEvent empty = RequestRateEvent.newBuilder(demand(1))
                .setLatency(new LatencyHistogram(3, 0L, 0, List.of()))
                .build();
        byte[] bytes = serde.serializer().serialize(TOPIC, empty);
        // the last byte is the list's length, zero; here it is 2^30 as a zigzag varint
        byte[] huge = Arrays.copyOf(bytes, bytes.length + 4);
        byte[] length = {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x08};
        System.arraycopy(length, 0, huge, bytes.length - 1, length.length);

        assertUnreadable(huge, "1073741824");
    }

    private void assertUnreadable(byte[] bytes, String message) {
        assertThatThrownBy(() -> serde.deserializer().deserialize(TOPIC, bytes))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining(message);
    }
}
