package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class InMemoryRegistryTest extends RegistryContract {
    private static final String SCOPE = "in-memory-registry-test";
    private static final Schema NARROW =
            SchemaBuilder.record("Jug").fields().requiredInt("size").endRecord();
    private static final Schema WIDE =
            SchemaBuilder.record("Jug").fields().requiredLong("size").endRecord();

    @Override
    Map<String, Object> settings() {
        return Samples.mock(SCOPE);
    }

    @Override
    void rule(String subject, String rule, Schema first) {
        InMemoryRegistry registry = InMemoryRegistry.ofScope(SCOPE);
        registry.register(subject, first);
        registry.rule(subject, Compatibility.valueOf(rule));
    }

    @AfterEach
    void forget() {
        InMemoryRegistry.forget(SCOPE);
    }

    @Test
    void a_scope_is_shared_and_scopes_are_apart() {
        InMemoryRegistry.ofScope(SCOPE).register("jugs", NARROW);

        assertThat(SchemaRegistry.at(settings()).subjects()).containsExactly("jugs");
        assertThat(SchemaRegistry.at(Samples.mock("another")).subjects()).isEmpty();
    }

    @Test
    void backward_lets_a_reader_widen_and_forward_lets_a_writer_narrow() {
        assertThat(allowed(Compatibility.BACKWARD, NARROW, WIDE)).isTrue();
        assertThat(allowed(Compatibility.BACKWARD, WIDE, NARROW)).isFalse();
        assertThat(allowed(Compatibility.FORWARD, NARROW, WIDE)).isFalse();
        assertThat(allowed(Compatibility.FORWARD, WIDE, NARROW)).isTrue();
        assertThat(allowed(Compatibility.FULL, NARROW, WIDE)).isFalse();
        assertThat(allowed(Compatibility.NONE, WIDE, NARROW)).isTrue();
    }

    @Test
    void a_transitive_rule_looks_at_every_version() {
        InMemoryRegistry registry = new InMemoryRegistry();
        registry.rule("jugs", Compatibility.NONE);
        registry.register("jugs", WIDE);
        registry.register("jugs", NARROW);

        registry.rule("jugs", Compatibility.BACKWARD);
        assertThat(registry.incompatibilities("jugs", NARROW)).isEmpty();
        registry.rule("jugs", Compatibility.BACKWARD_TRANSITIVE);
        assertThat(registry.incompatibilities("jugs", NARROW)).isNotEmpty();
    }

    private static boolean allowed(Compatibility rule, Schema before, Schema next) {
        InMemoryRegistry registry = new InMemoryRegistry();
        registry.rule("jugs", rule);
        registry.register("jugs", before);
        return registry.incompatibilities("jugs", next).isEmpty();
    }
}
