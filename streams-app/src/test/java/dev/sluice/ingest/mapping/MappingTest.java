package dev.sluice.ingest.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.config.manifest.yaml.InvalidManifestException;
import dev.sluice.ingest.export.Export;
import dev.sluice.ingest.export.ReporterKey;
import dev.sluice.ingest.export.Role;
import dev.sluice.ingest.export.Sample;
import dev.sluice.ingest.export.Temporality;
import dev.sluice.ingest.export.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which metrics tell what of which service. */
final class MappingTest {
    private static final long WALL = 1_800_000_000_000L;
    private static final long NOW = WALL * 1_000_000;

    @TempDir
    private Path directory;

    private final Refusals refusals = new Refusals();

    private List<Export> mapped(Mapping mapping, Map<String, String> resource, Point... points) {
        Mapper mapper = new Mapper(mapping, resource, WALL, refusals);
        List.of(points).forEach(mapper::add);
        return mapper.exports();
    }

    private static Point point(String metric, String unit, Map<String, String> attributes, double amount) {
        return new Point(metric, unit, attributes, Temporality.CUMULATIVE, 0, NOW, new Value.Amount(amount));
    }

    private Sample one(Mapping mapping, Map<String, String> resource, Point point) {
        List<Sample> samples = mapped(mapping, resource, point).get(0).samples();
        assertThat(samples).hasSize(1);
        return samples.get(0);
    }

    @Test
    void the_table_in_the_manual_is_the_built_in_mapping() throws IOException {
        Path manual = Path.of("../docs/ingest.md");
        assertThat(Files.readString(manual))
                .as("run MappingTable.main to print the table")
                .contains(MappingTable.markdown());
    }

    @Test
    void a_vllm_replica_is_known_by_its_own_names_through_prometheus_or_a_collector() {
        Map<String, String> labels = Map.of("job", "llama", "instance", "10.0.0.7:8000");
        Mapping mapping = Mapping.builtIn();
        List<Export> exports = mapped(
                mapping,
                Map.of(),
                point("vllm:num_requests_running", "", labels, 7),
                point("vllm:num_requests_waiting", "", labels, 3),
                point("vllm:prompt_tokens_total", "", labels, 1000),
                point("vllm:e2e_request_latency_seconds_count", "", labels, 12),
                point("vllm:e2e_request_latency_seconds_sum", "", labels, 44.5),
                point(
                        "vllm:e2e_request_latency_seconds_bucket",
                        "",
                        Map.of("job", "llama", "instance", "10.0.0.7:8000", "le", "2.5"),
                        9),
                point("vllm:gpu_prefix_cache_hits_total", "", labels, 5));
        assertThat(exports).hasSize(1);
        assertThat(exports.get(0).reporter())
                .isEqualTo(new ReporterKey("llama", "", "10.0.0.7:8000", Role.Kind.DEMAND));
        assertThat(exports.get(0).samples())
                .extracting(s -> s.role() + " " + s.temporality())
                .containsExactly(
                        "CONCURRENCY LEVEL",
                        "RUNNING LEVEL",
                        "BACKLOG LEVEL",
                        "UNITS CUMULATIVE",
                        "PROMPT_TOKENS CUMULATIVE",
                        "REQUESTS CUMULATIVE",
                        "LATENCY CUMULATIVE",
                        "CACHED_PROMPT_TOKENS CUMULATIVE");
        assertThat(exports.get(0).samples().get(6).bound()).isEqualTo(2_500);
    }

    @Test
    void conventions_of_today_and_before_tell_requests_and_errors() {
        Mapping mapping = Mapping.builtIn();
        Map<String, String> resource = Map.of("service.name", "shop", "service.instance.id", "a");
        Value buckets = new Value.Explicit(new double[] {0.1}, new long[] {3, 1}, 0.5);
        Point now = new Point(
                "http.server.request.duration",
                "s",
                Map.of("http.response.status_code", "503"),
                Temporality.DELTA,
                1,
                NOW,
                buckets);
        Sample sample = one(mapping, resource, now);
        assertThat(sample.error()).isTrue();
        assertThat(((Value.Explicit) sample.value()).bounds()).containsExactly(100);

        Point before = new Point(
                "http.server.duration", "ms", Map.of("http.status_code", "404"), Temporality.DELTA, 1, NOW, buckets);
        Sample old = one(mapping, resource, before);
        assertThat(old.error()).isFalse();
        assertThat(old.rank()).isGreaterThan(sample.rank());
        assertThat(((Value.Explicit) old.value()).bounds()).containsExactly(0.1);

        Point prometheus = point(
                "http_server_request_duration_seconds_count",
                "",
                Map.of("http_response_status_code", "500", "job", "shop", "instance", "a"),
                5);
        assertThat(one(mapping, Map.of(), prometheus).error()).isTrue();
    }

    @Test
    void cpu_time_becomes_seconds_and_shares_become_gpus() {
        Mapping mapping = Mapping.builtIn();
        Map<String, String> resource = Map.of("k8s.deployment.name", "shop", "k8s.pod.name", "shop-1");
        Sample seconds = one(mapping, resource, point("container.cpu.time", "ns", Map.of(), 3e9));
        assertThat(((Value.Amount) seconds.value()).amount()).isCloseTo(3, within(1e-9));
        Sample gpu = one(mapping, resource, point("DCGM_FI_DEV_GPU_UTIL", "", Map.of(), 40));
        assertThat(gpu.value()).isEqualTo(new Value.Amount(0.4));
        assertThat(gpu.temporality()).isEqualTo(Temporality.LEVEL);
    }

    @Test
    void what_cannot_be_used_is_refused_with_what_to_do() {
        Mapping mapping = Mapping.builtIn();
        Point active = point("http.server.active_requests", "", Map.of(), 1);
        assertThat(mapped(mapping, Map.of(), active)).isEmpty();
        assertThat(mapped(mapping, Map.of("service.name", "unknown_service:node"), active))
                .isEmpty();
        mapped(mapping, Map.of("service.name", "x".repeat(300)), active);
        Point future = new Point(
                "http.server.active_requests",
                "",
                Map.of(),
                Temporality.LEVEL,
                0,
                NOW + 3_600_000_000_000L,
                new Value.Amount(1));
        mapped(mapping, Map.of("service.name", "shop"), future);
        assertThat(refusals.points()).isEqualTo(4);
        assertThat(refusals.reasons())
                .contains("set the attribute service.name", "set OTEL_SERVICE_NAME", "300 characters", "in the future");
    }

    @Test
    void a_resource_without_anything_of_use_only_shows_that_it_is_alive() {
        List<Export> exports =
                mapped(Mapping.builtIn(), Map.of("service.name", "shop"), point("jvm.memory.used", "By", Map.of(), 5));
        assertThat(exports)
                .singleElement()
                .satisfies(e -> assertThat(e.samples()).isEmpty());
        assertThat(refusals.points()).isZero();
    }

    @Test
    void a_file_names_services_and_metrics_before_the_built_in_rules() throws IOException {
        Path file = Files.writeString(directory.resolve("mapping.yaml"), """
                service: "{service.namespace}/{service.name}"
                pool: "{cloud.availability_zone}"
                metrics:
                  - {metric: jobs.done, signal: units, factor: 2}
                  - metric: orders
                    signal: requests
                    where: {state: "new|again"}
                    errors: {outcome: failed}
                  - {metric: http.server.active_requests, signal: none}
                """);
        Mapping mapping = Mapping.of(file);
        Map<String, String> resource =
                Map.of("service.namespace", "eu", "service.name", "shop", "cloud.availability_zone", "b");
        assertThat(one(mapping, resource, point("jobs.done", "", Map.of(), 4)).value())
                .isEqualTo(new Value.Amount(8));
        assertThat(one(mapping, resource, point("orders_total", "", Map.of("state", "again", "outcome", "failed"), 4))
                        .error())
                .isTrue();
        List<Export> others = mapped(
                mapping,
                resource,
                point("orders_total", "", Map.of("state", "old"), 4),
                point("http.server.active_requests", "", Map.of(), 4),
                point("queue.depth", "", Map.of(), 4));
        assertThat(others).singleElement().satisfies(e -> {
            assertThat(e.reporter()).isEqualTo(new ReporterKey("eu/shop", "b", "", Role.Kind.DEMAND));
            assertThat(e.samples()).extracting(Sample::role).containsExactly(Role.BACKLOG);
        });
    }

    /** As docs/ingest.md has it. */
    @ParameterizedTest
    @ValueSource(strings = {"llm_d_epp_flow_control_queue_size", "inference_extension_flow_control_queue_size"})
    void the_queue_of_an_inference_gateway_is_the_backlog_of_its_pool(String metric) {
        Map<String, String> labels = Map.of("job", "epp", "instance", "10.0.0.9:9090", "inference_pool", "chat");

        List<Export> exports = mapped(Mapping.builtIn(), Map.of(), point(metric, "", labels, 3));

        assertThat(exports).singleElement().satisfies(export -> {
            assertThat(export.reporter()).isEqualTo(new ReporterKey("chat", "", "10.0.0.9:9090", Role.Kind.DEMAND));
            assertThat(export.samples()).extracting(Sample::role).containsExactly(Role.BACKLOG);
        });
    }

    @Test
    void a_file_may_leave_out_the_built_in_rules() throws IOException {
        String rules = "metrics: [{metric: jobs.done, signal: units}]\n";
        for (boolean defaults : List.of(true, false)) {
            Path file = Files.writeString(directory.resolve("mapping.yaml"), "defaults: " + defaults + "\n" + rules);
            Mapping mapping = Mapping.of(file);
            assertThat(mapped(mapping, Map.of("service.name", "shop"), point("jobs.done", "", Map.of(), 3)))
                    .hasSize(1);
            assertThat(mapping.find("http_server_request_duration_seconds", true)
                            .isPresent())
                    .isEqualTo(defaults);
        }
        Path wrong = Files.writeString(directory.resolve("wrong.yaml"), "defaults: maybe\n" + rules);
        assertThatThrownBy(() -> Mapping.of(wrong))
                .hasMessageContaining(":1: defaults")
                .hasMessageContaining("true or false");
    }

    @Test
    void a_file_with_mistakes_is_refused_with_their_lines() throws IOException {
        Path file = Files.writeString(directory.resolve("wrong.yaml"), """
                servce: "{service.name}"
                pool: "{unclosed"
                metrics:
                  - {metric: a, signal: request}
                  - {signal: units}
                  - {metric: b, signal: units, where: {x: "["}}
                """);
        assertThatThrownBy(() -> Mapping.of(file))
                .isInstanceOf(InvalidManifestException.class)
                .hasMessageContaining(":1: servce")
                .hasMessageContaining("did you mean service?")
                .hasMessageContaining(":2: pool")
                .hasMessageContaining(":4: metrics[0].signal=request")
                .hasMessageContaining("did you mean requests?")
                .hasMessageContaining(":5: metrics[1].metric: is missing")
                .hasMessageContaining("is not a regular expression");
        assertThatThrownBy(() -> Mapping.of(directory.resolve("none.yaml")))
                .hasMessageContaining("there is no such file");
    }
}
