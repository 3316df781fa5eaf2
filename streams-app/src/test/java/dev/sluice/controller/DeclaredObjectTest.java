package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.controller.crd.CustomResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever an object holds, it is read: one that could not be would keep all others from being mirrored. */
final class DeclaredObjectTest {
    private static final Map<String, Object> GOOD = Map.of("replicas", Map.of("min", 0, "max", 5));

    @Test
    void a_spec_of_any_kind_is_told_to_be_wrong() {
        for (Object spec : List.of("text", 5, true, List.of(1, 2), Map.of(), nested(30), nested(1_200))) {
            DeclaredObject read = read(object("web", spec));
            assertThat(read.manifest()).isEmpty();
            assertThat(read.problem()).isNotEmpty();
            assertThat(read.name()).isEqualTo("web");
        }
        assertThat(read(object("web", Map.of("replicas", "?"))).problem()).contains("spec.replicas");
    }

    @Test
    void an_annotation_without_a_value_leaves_the_objects_own_name() {
        GenericKubernetesResource object = object("web", GOOD);
        object.getMetadata().setAnnotations(Collections.singletonMap("sluice.dev/name", null));
        assertThat(read(object).name()).isEqualTo("web");
        assertThat(read(object).manifest()).isPresent();
    }

    @Test
    void of_a_hundred_thousand_mistakes_no_more_are_told_than_the_api_server_takes() {
        DeclaredObject read = read(object("web", Map.of("demand", Collections.nCopies(100_000, 1))));
        assertThat(read.problem()).contains("spec.demand[0]").hasSizeLessThan(5_000);
    }

    @Test
    void a_status_that_nobody_can_read_is_taken_for_none() {
        GenericKubernetesResource object = object("web", GOOD);
        object.setAdditionalProperty("status", nested(1_200));
        assertThat(read(object).manifest()).isPresent();
        assertThat(read(object).status()).isEmpty();
    }

    private static Object nested(int depth) {
        Object value = Map.of();
        for (int i = 0; i < depth; i++) {
            value = Map.of("k", value);
        }
        return Map.of("demand", value);
    }

    private static DeclaredObject read(GenericKubernetesResource object) {
        return DeclaredObject.of(CustomResource.POLICY, object);
    }

    private static GenericKubernetesResource object(String name, Object spec) {
        GenericKubernetesResource object = new GenericKubernetesResource();
        object.setMetadata(
                new ObjectMetaBuilder().withName(name).withNamespace("shop").build());
        object.setAdditionalProperty("spec", spec);
        return object;
    }
}
