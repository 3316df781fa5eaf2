package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every schema that was ever released and this build's read each other's records, whole, through the serdes. Each release
 * adds a folder {@code released/vN} with {@code <topic>.avsc} for each topic that it has; none is ever changed.
 */
final class ReleasedSchemasTest {
    private static final List<String> RELEASES = List.of("v1", "v2");
    private static final String SCOPE = "released-schemas-test";

    @AfterEach
    void forget() {
        InMemoryRegistry.forget(SCOPE);
        InMemoryRegistry.forget(SCOPE + "-rewritten");
    }

    static Stream<Arguments> released() {
        return RELEASES.stream()
                .flatMap(release -> withRecords()
                        .filter(topic -> resource(release, topic).isPresent())
                        .map(topic -> Arguments.of(release, topic)));
    }

    private static Stream<Topic> withRecords() {
        return Arrays.stream(Topic.values()).filter(topic -> topic.valueType().isPresent());
    }

    @Test
    void the_newest_release_has_every_topic() {
        String newest = RELEASES.get(RELEASES.size() - 1);

        assertThat(withRecords().filter(topic -> resource(newest, topic).isEmpty()))
                .isEmpty();
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("released")
    void old_records_are_read_by_this_build_and_lose_nothing(String release, Topic topic) throws IOException {
        Schema old = released(release, topic);
        AvroSerde<? extends SpecificRecord> serde =
                AvroSerde.of(topic.valueType().orElseThrow(), Samples.mock(SCOPE));
        int id = InMemoryRegistry.ofScope(SCOPE).register(topic.plainName() + "-value", old);

        for (GenericRecord sample : SampleRecords.all(old)) {
            SpecificRecord read = serde.deserializer().deserialize(topic.plainName(), bytes(id, sample));

            assertThat(asReadBy(old, rewritten(read), current(topic))).isEqualTo(sample);
        }
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("released")
    void records_of_this_build_are_read_by_old_readers(String release, Topic topic) throws IOException {
        Schema old = released(release, topic);

        for (GenericRecord sample : SampleRecords.all(current(topic))) {
            GenericRecord read = asReadBy(old, bytes(0, sample), current(topic));

            for (Schema.Field field : old.getFields()) {
                Object before = sample.hasField(field.name()) ? sample.get(field.name()) : null;
                assertThat(String.valueOf(read.get(field.name())))
                        .as(field.name())
                        .isEqualTo(String.valueOf(before));
            }
        }
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("released")
    void this_builds_schema_may_follow_it_in_both_directions(String release, Topic topic) throws IOException {
        assertThat(Compatibility.FULL.violations(current(topic), List.of(released(release, topic))))
                .isEmpty();
    }

    @ParameterizedTest(name = "{1} of {0}")
    @MethodSource("released")
    void every_field_says_what_it_is(String release, Topic topic) {
        assertThat(undocumented(current(topic)))
                .as("%s after %s", topic, release)
                .isEmpty();
    }

    private static List<String> undocumented(Schema schema) {
        return switch (schema.getType()) {
            case RECORD ->
                schema.getFields().stream()
                        .flatMap(field -> Stream.concat(
                                field.doc() == null || field.doc().isBlank()
                                        ? Stream.of(schema.getName() + "." + field.name())
                                        : Stream.empty(),
                                undocumented(field.schema()).stream()))
                        .toList();
            case UNION ->
                schema.getTypes().stream()
                        .flatMap(type -> undocumented(type).stream())
                        .toList();
            case ARRAY -> undocumented(schema.getElementType());
            default -> List.of();
        };
    }

    private static Schema current(Topic topic) {
        return topic.schema().orElseThrow();
    }

    private static Schema released(String release, Topic topic) throws IOException {
        try (InputStream in = resource(release, topic).orElseThrow().openStream()) {
            return new Schema.Parser().parse(in);
        }
    }

    private static Optional<URL> resource(String release, Topic topic) {
        return Optional.ofNullable(
                ReleasedSchemasTest.class.getResource("/released/" + release + "/" + topic.plainName() + ".avsc"));
    }

    /** The record's bytes as this build writes them. */
    private static byte[] rewritten(SpecificRecord read) {
        AvroSerde<SpecificRecord> writer = new AvroSerde<>();
        writer.configure(Samples.mock(SCOPE + "-rewritten"), false);
        return writer.serializer().serialize("any", read);
    }

    private static byte[] bytes(int id, GenericRecord sample) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        WireFormat.writeHeader(out, id);
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(sample.getSchema()).write(sample, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    private static GenericRecord asReadBy(Schema reader, byte[] bytes, Schema writer) throws IOException {
        GenericData data = new GenericData();
        var decoder = DecoderFactory.get()
                .binaryDecoder(bytes, WireFormat.HEADER_BYTES, bytes.length - WireFormat.HEADER_BYTES, null);
        assertThat(ByteBuffer.wrap(bytes).get()).isZero();
        return new GenericDatumReader<GenericRecord>(writer, reader, data).read(null, decoder);
    }
}
