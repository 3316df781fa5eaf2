package dev.sluice.cli.keda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.sluice.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever Sluice commands, HPA under a generated manifest runs it after its next look, and KEDA zero at once. */
final class KedaManifestTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final long SYNC = 15_000;

    @TempDir
    private Path directory = Path.of("");

    private String policies = "";

    @BeforeEach
    void policies() throws IOException {
        policies = Files.writeString(directory.resolve("policies.yaml"), """
                        apiVersion: sluice.dev/v1
                        kind: ScalingPolicy
                        metadata: {name: checkout}
                        spec: {replicas: {min: 0, max: 400}}
                        ---
                        apiVersion: sluice.dev/v1
                        kind: ScalingPolicy
                        metadata: {name: search}
                        spec: {replicas: {min: 2, max: 60}}
                        ---
                        apiVersion: sluice.dev/v1
                        kind: ScalingPolicy
                        metadata: {name: chat}
                        spec:
                          replicas: {min: 1, max: 40}
                          pools: [{name: gpu, perReplica: 40, min: 1}, {name: cpu, perReplica: 3}]
                        ---
                        apiVersion: sluice.dev/v1
                        kind: ScalingPolicy
                        metadata: {name: team A/web}
                        spec: {replicas: {max: 5}}
                        """).toString();
    }

    private CommandRun run(String service, String... options) {
        return CommandRun.of(Stream.concat(Stream.of("keda", "manifest", service, "-f", policies), Stream.of(options))
                .toArray(String[]::new));
    }

    private List<JsonNode> manifests(String service, String... options) throws IOException {
        CommandRun run = run(service, options);
        assertThat(run.exit()).as(run.err()).isZero();
        return parsed(run.out());
    }

    private static List<JsonNode> parsed(String text) throws IOException {
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(text)) {
            return documents.readAll();
        }
    }

    static Stream<List<String>> everyKind() {
        List<List<String>> kinds = new ArrayList<>();
        for (String service : List.of("checkout", "search", "chat")) {
            for (String trigger : List.of("external-push", "metrics-api", "prometheus")) {
                kinds.add(List.of(service, "--trigger", trigger));
            }
            kinds.add(List.of(service, "--hpa"));
        }
        return kinds.stream();
    }

    @ParameterizedTest
    @MethodSource("everyKind")
    void hpa_lands_on_each_commanded_count(List<String> kind) throws IOException {
        String[] options = kind.subList(1, kind.size()).toArray(String[]::new);
        for (JsonNode manifest : manifests(kind.get(0), options)) {
            for (int seed = 0; seed < 20; seed++) {
                assertThat(missed(manifest, seed)).as("%s, seed %s", kind, seed).isZero();
            }
        }
    }

    /** Of a hundred commands, those whose count does not run when KEDA and HPA have looked once. */
    private static int missed(JsonNode manifest, int seed) {
        Random random = new Random(seed);
        JsonNode spec = manifest.path("spec");
        int min = spec.path("minReplicaCount").asInt(spec.path("minReplicas").asInt());
        int max = spec.path("maxReplicaCount").asInt(spec.path("maxReplicas").asInt());
        PlayedHpa hpa = new PlayedHpa(manifest, min);
        int commanded = min;
        int missed = 0;
        long now = 0;
        for (int i = 0; i < 100; i++) {
            commanded = next(random, commanded, min, max);
            now += 1 + random.nextInt(4 * (int) SYNC);
            hpa.activity(now, OptionalInt.of(commanded));
            // HPA looks every 15 s, or a little later where the controller has much to do
            now += SYNC + random.nextInt(500);
            hpa.sync(now, OptionalInt.of(commanded));
            missed += hpa.current() == commanded ? 0 : 1;
        }
        return missed;
    }

    /** Zero, one, the bounds, anything, and most of all small steps, which HPA would tolerate. */
    private static int next(Random random, int before, int min, int max) {
        int wanted = switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> 1;
            case 2 -> max;
            case 3 -> min + random.nextInt(max - min + 1);
            case 4 -> before - Math.max(1, before / 20);
            case 5 -> before + Math.max(1, before / 10);
            default -> before + random.nextInt(3) - 1;
        };
        return Math.max(min, Math.min(max, wanted));
    }

    /** The same manifest without one of its lines, as Kubernetes' and KEDA's defaults then have it. */
    @ParameterizedTest
    @ValueSource(strings = {"tolerance", "stabilizationWindowSeconds", "policies", "cooldownPeriod"})
    void without_any_of_its_lines_hpa_misses_some(String line) throws IOException {
        JsonNode manifest = manifests("checkout").get(0);
        assertThat(removed(manifest, line)).isPositive();

        int missed = 0;
        for (int seed = 0; seed < 20; seed++) {
            missed += missed(manifest, seed);
        }
        assertThat(missed).as("without %s", line).isPositive();
    }

    private static int removed(JsonNode from, String key) {
        List<JsonNode> with = from.findParents(key);
        with.forEach(parent -> ((ObjectNode) parent).remove(key));
        return with.size();
    }

    @Test
    void while_sluice_is_silent_everything_stays() throws IOException {
        PlayedHpa hpa = new PlayedHpa(manifests("checkout").get(0), 0);
        hpa.activity(1, OptionalInt.of(7));
        hpa.sync(1_000, OptionalInt.of(7));
        for (long now = 16_000; now < 3_600_000; now += SYNC) {
            hpa.activity(now, OptionalInt.empty());
            hpa.sync(now, OptionalInt.empty());
        }
        assertThat(hpa.current()).isEqualTo(7);
    }

    @Test
    void a_failing_trigger_never_ends_a_service() throws IOException {
        for (String service : List.of("checkout", "search", "chat")) {
            for (JsonNode manifest : manifests(service)) {
                JsonNode fallback = manifest.at("/spec/fallback");
                assertThat(fallback.path("behavior").asText()).isEqualTo("currentReplicas");
                // with 0, KEDA takes a failed trigger for an inactive one
                assertThat(fallback.path("replicas").asInt()).isPositive();
            }
        }
        JsonNode prometheus = manifests("checkout", "--trigger", "prometheus").get(0);
        // by default, a Prometheus without an answer counts as zero
        assertThat(prometheus.at("/spec/triggers/0/metadata/ignoreNullValues").asText())
                .isEqualTo("false");
    }

    @Test
    void each_pool_has_its_own_object() throws IOException {
        List<JsonNode> both = manifests("chat", "--namespace", "shop");

        assertThat(both).hasSize(2);
        assertThat(both.get(0).at("/metadata/name").asText()).isEqualTo("chat-gpu");
        assertThat(both.get(0).at("/metadata/namespace").asText()).isEqualTo("shop");
        assertThat(both.get(1).at("/spec/minReplicaCount").asInt()).isZero();
        assertThat(both.get(1).at("/spec/maxReplicaCount").asInt())
                .as("13.3 replicas of cpu do the work of one of gpu")
                .isEqualTo(534);
        assertThat(run("chat", "--pool", "cpu").out())
                .contains("  name: chat-cpu\n", "      pool: cpu\n")
                .doesNotContain("gpu");
    }

    @Test
    void object_address_and_bounds_may_be_stated() throws IOException {
        JsonNode manifest = manifests(
                        "team A/web",
                        "--target",
                        "argoproj.io/v1alpha1/Rollout/web",
                        "--address",
                        "sluice:1",
                        "--min",
                        "3",
                        "--max",
                        "9")
                .get(0);

        assertThat(manifest.at("/spec/minReplicaCount").asInt()).isEqualTo(3);
        assertThat(manifest.at("/spec/maxReplicaCount").asInt()).isEqualTo(9);
        assertThat(manifest.at("/spec/scaleTargetRef").toString())
                .isEqualTo("{\"apiVersion\":\"argoproj.io/v1alpha1\",\"kind\":\"Rollout\",\"name\":\"web\"}");
        assertThat(run(
                                "team A/web",
                                "--target",
                                "deployment/web",
                                "--trigger",
                                "metrics-api",
                                "--address",
                                "https://s/")
                        .out())
                .contains("url: https://s/api/v1/services/team%20A%2Fweb/desired\n");
    }

    @Test
    void before_1_35_the_scaler_knows_the_tolerance_instead_of_the_object() throws IOException {
        JsonNode manifest = manifests("checkout", "--before-1.35").get(0);

        assertThat(manifest.at("/spec/triggers/0/metadata/tolerance").asText()).isEqualTo("0.1");
        assertThat(manifest.at("/spec/advanced").findValues("tolerance")).isEmpty();
        assertThat(run("checkout", "--before-1.35", "--trigger", "prometheus").exit())
                .isEqualTo(2);
    }

    @Test
    void what_cannot_be_is_refused_with_what_to_do() {
        assertThat(run("team A/web").err()).contains("'team A/web' cannot be the name", "--target deployment/NAME");
        assertThat(run("team A/web", "--hpa", "--target", "deployment/web").err())
                .contains("cannot be the value of a label");
        assertThat(run("nobody").err()).contains("the files have no policy for nobody");
        assertThat(run("chat", "--pool", "tpu").err()).contains("no pool 'tpu', only [chat/gpu, chat/cpu]");
        assertThat(run("chat", "--trigger", "kafka").exit()).isEqualTo(2);
        assertThat(run("chat", "--hpa", "--address", "x").exit()).isEqualTo(2);
        assertThat(run("chat", "--target", "pod/web").err()).contains("'pod' is neither deployment nor statefulset");
        assertThat(run("chat", "--min", "5", "--max", "4").err()).contains("replicas.max must be at least");
    }
}
