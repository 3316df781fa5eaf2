package dev.sluice.config.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.allocation.Pool;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.policy.Placement;
import dev.sluice.policy.Resources;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code sluice policies get} prints can be applied again and changes nothing. */
final class ManifestTextTest {
    @TempDir
    private Path directory;

    static Stream<String> names() {
        return DrawnManifests.NAMES.stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_name_that_yaml_could_take_for_something_else_stays_that_name(String name) {
        for (Manifest manifest : List.of(
                new Manifest.OfService(ScalingPolicy.of(name, 3)),
                new Manifest.OfPool(Pool.of(name, 1)),
                new Manifest.OfTenant(name, new MonthlyBudget(1, MonthlyBudget.Kind.SOFT, ZoneId.of("UTC"))),
                new Manifest.OfService(ScalingPolicy.of("a", 3)
                        .withPlacement(Placement.ANYWHERE
                                .withTenant(name)
                                .withPools(List.of(new PoolTerms(name, OptionalDouble.empty(), 1))))))) {
            assertThat(read(ManifestText.yaml(manifest))).containsExactly(manifest);
            assertThat(read(ManifestText.json(manifest))).containsExactly(manifest);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"+12:00", "+02:00", "-11:30", "Z", "UTC+3", "Europe/Berlin"})
    void an_offset_that_yaml_could_take_for_a_number_of_base_60_stays_a_zone(String zone) {
        Manifest budget = new Manifest.OfTenant("a", new MonthlyBudget(1, MonthlyBudget.Kind.HARD, ZoneId.of(zone)));

        assertThat(read(ManifestText.yaml(budget))).containsExactly(budget);
    }

    @Test
    void anything_that_may_be_declared_reads_back_the_same_from_yaml_and_json() {
        DrawnManifests drawn = new DrawnManifests(71);
        for (int i = 0; i < 600; i++) {
            Manifest manifest = drawn.next();
            assertThat(read(ManifestText.yaml(manifest))).as("drawn %d", i).containsExactly(manifest);
            assertThat(read(ManifestText.json(manifest))).as("drawn %d", i).containsExactly(manifest);
        }
    }

    @Test
    void what_was_read_is_written_as_the_same_text_again() {
        DrawnManifests drawn = new DrawnManifests(72);
        for (int i = 0; i < 200; i++) {
            String written = ManifestText.yaml(drawn.next());
            assertThat(ManifestText.yaml(read(written).get(0))).isEqualTo(written);
        }
    }

    @Test
    void many_documents_in_one_file_are_read_in_their_order() {
        DrawnManifests drawn = new DrawnManifests(73);
        List<Manifest> declared = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            declared.add(new Manifest.OfService(drawn.policy("service-" + i)));
        }

        String file =
                String.join("---\n", declared.stream().map(ManifestText::yaml).toList());

        assertThat(read(file)).containsExactlyElementsOf(declared);
    }

    @Test
    void a_policy_of_defaults_is_short_and_states_what_people_ask_for_first() {
        assertThat(ManifestText.yaml(new Manifest.OfService(ScalingPolicy.of("search", 40))))
                .isEqualTo("""
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata:
                  name: search
                spec:
                  replicas:
                    min: 1
                    max: 40
                  demand:
                    signal: requests
                  objective:
                    unserved: 0.01
                  mode: act
                """);
    }

    @Test
    void a_pool_is_written_with_the_units_of_people() {
        Pool pool = new Pool(
                "a10g",
                new Resources(4, 16L << 30, 1, 24L << 30, 100_000_000_000L),
                .34,
                40,
                Duration.ofSeconds(90),
                Optional.of(new Pool.Spot(.05)));

        assertThat(ManifestText.yaml(new Manifest.OfPool(pool))).isEqualTo("""
                apiVersion: sluice.dev/v1
                kind: Pool
                metadata:
                  name: a10g
                spec:
                  price: 0.34
                  limit: 40
                  leadTime: 90s
                  resources:
                    cpu: 4.0
                    memory: 16Gi
                    gpu: 1.0
                    gpuMemory: 24Gi
                    storage: 100G
                  spot:
                    interruptionsPerHour: 0.05
                """);
        assertThat(ManifestText.yaml(new Manifest.OfPool(Pool.of("cpu", .05))))
                .doesNotContain("limit", "resources", "spot");
    }

    @Test
    void json_has_the_same_keys_for_programs() throws JsonProcessingException {
        JsonNode document =
                new ObjectMapper().readTree(ManifestText.json(new Manifest.OfService(ScalingPolicy.of("404", 40))));

        assertThat(document.path("kind").asText()).isEqualTo("ScalingPolicy");
        assertThat(document.path("metadata").path("name").isTextual()).isTrue();
        assertThat(document.path("spec").path("replicas").path("max").intValue())
                .isEqualTo(40);
        assertThat(document.path("spec").has("behavior")).isFalse();
    }

    private List<Manifest> read(String text) {
        return ManifestFile.of(directory, text).read();
    }
}
