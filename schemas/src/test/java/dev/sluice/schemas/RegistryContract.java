package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.events.RequestRateEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What every registry promises, whether in memory or over HTTP; each test has subjects of its own. */
abstract class RegistryContract {
    private static final Schema CUP =
            SchemaBuilder.record("Cup").fields().requiredInt("size").endRecord();
    private static final Schema CUP_WITH_COLOUR = SchemaBuilder.record("Cup")
            .fields()
            .requiredInt("size")
            .optionalString("colour")
            .endRecord();
    private static final Schema CUP_IN_WORDS =
            SchemaBuilder.record("Cup").fields().requiredString("size").endRecord();

    /** Settings that name the registry. */
    abstract Map<String, Object> settings();

    private SchemaRegistry registry() {
        return SchemaRegistry.at(settings());
    }

    @Test
    void a_schema_has_one_id_however_often_it_comes(TestInfo test) {
        String subject = subject(test);
        int id = registry().register(subject, CUP);

        assertThat(registry().register(subject, CUP)).isEqualTo(id);
        assertThat(registry().idOf(subject, CUP)).hasValue(id);
        assertThat(registry().schema(id)).isEqualTo(CUP);
        assertThat(registry().subjects()).contains(subject);
    }

    @Test
    void what_is_not_registered_has_no_id(TestInfo test) {
        assertThat(registry().idOf(subject(test), CUP)).isEmpty();
        registry().register(subject(test), CUP);
        assertThat(registry().idOf(subject(test), CUP_WITH_COLOUR)).isEmpty();
    }

    @Test
    void an_unknown_id_is_told_apart_from_an_absent_registry() {
        assertThatThrownBy(() -> registry().schema(987_654)).isInstanceOf(UnknownSchemaException.class);
    }

    @Test
    void anything_may_be_the_first_version(TestInfo test) {
        assertThat(registry().incompatibilities(subject(test), CUP)).isEmpty();
    }

    @Test
    void a_version_that_cannot_read_the_last_is_found_out(TestInfo test) {
        rule(subject(test), "BACKWARD", CUP);

        assertThat(registry().incompatibilities(subject(test), CUP_WITH_COLOUR)).isEmpty();
        assertThat(registry().incompatibilities(subject(test), CUP_IN_WORDS)).isNotEmpty();
        assertThatThrownBy(() -> registry().register(subject(test), CUP_IN_WORDS))
                .isInstanceOfSatisfying(
                        RegistryRefusedException.class,
                        e -> assertThat(e.incompatible()).isTrue());
    }

    /** Registers the first version and sets the subject's rule. */
    abstract void rule(String subject, String rule, Schema first);

    @Test
    void the_contract_registers_and_its_serdes_read_each_other(TestInfo test) {
        Topics topics = new Topics(test.getTestMethod().orElseThrow().getName() + ".");
        new Contract(registry(), topics).register();
        new Contract(registry(), topics).register();
        assertThat(registry().subjects())
                .filteredOn(subject -> subject.startsWith(topics.prefix()))
                .hasSize((int) Arrays.stream(Topic.values())
                        .filter(topic -> topic.valueType().isPresent())
                        .count());

        String topic = topics.name(Topic.REQUEST_RATE_EVENTS);
        AvroSerde<RequestRateEvent> writer = AvroSerde.of(RequestRateEvent.class, settings());
        AvroSerde<RequestRateEvent> reader = AvroSerde.of(RequestRateEvent.class, settings());
        byte[] bytes = writer.serializer().serialize(topic, Samples.demand(42));

        assertThat(reader.deserializer().deserialize(topic, bytes)).isEqualTo(Samples.demand(42));
        Schema registered = Topic.REQUEST_RATE_EVENTS.schema().orElseThrow();
        assertThat(registry().idOf(topics.subject(Topic.REQUEST_RATE_EVENTS), registered))
                .as("the serde used what the contract had registered")
                .hasValue(WireFormat.schemaId(bytes));
    }

    @Test
    void a_broken_contract_is_said_in_full_and_leaves_nothing_behind(TestInfo test) {
        Topics topics = new Topics(test.getTestMethod().orElseThrow().getName() + ".");
        rule(topics.subject(Topic.SCALING_ACKS), "BACKWARD", impostor("ScalingAck"));
        rule(topics.subject(Topic.SCALING_COMMANDS), "BACKWARD", impostor("ScalingCommand"));
        Contract contract = new Contract(registry(), topics);

        assertThatThrownBy(contract::register)
                .isInstanceOfSatisfying(
                        Contract.BrokenContractException.class,
                        e -> assertThat(e.conflicts())
                                .extracting(Contract.Conflict::subject)
                                .containsOnly(
                                        topics.subject(Topic.SCALING_ACKS), topics.subject(Topic.SCALING_COMMANDS)))
                .hasMessageContaining("/service")
                .hasMessageContaining("STRING");
        assertThat(registry().subjects())
                .filteredOn(subject -> subject.startsWith(topics.prefix()))
                .hasSize(2);
    }

    private static Schema impostor(String name) {
        return SchemaBuilder.record(name)
                .namespace("dev.sluice.events")
                .fields()
                .requiredInt("service")
                .endRecord();
    }

    private static String subject(TestInfo test) {
        return String.join("-", List.of(test.getTestMethod().orElseThrow().getName(), "value"));
    }
}
