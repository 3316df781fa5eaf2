package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.simulator.Trace;
import dev.sluice.simulator.workload.Workload.Kind;
import dev.sluice.simulator.workload.Workloads;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code simulate --cluster}. */
final class ClusterCommandTest {
    private static final String POOLS = """
            apiVersion: sluice.dev/v1
            kind: Pool
            metadata: {name: cpu}
            spec: {price: 0.17, leadTime: 45s}
            ---
            apiVersion: sluice.dev/v1
            kind: Pool
            metadata: {name: gpu}
            spec: {price: 1, limit: 4, leadTime: 2m}
            """;

    @TempDir
    Path folder = Path.of("set by JUnit");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private String web = "";
    private String office = "";

    @BeforeEach
    void traces() throws IOException {
        web = write("web", Workloads.of(Kind.WEB_DAY, 300, 1, 1).trace());
        office = write("office", Workloads.of(Kind.OFFICE_WEEK, 300, 1, 2).trace());
    }

    @Test
    void services_on_shared_pools_are_told_apart_and_together() throws IOException {
        Path cluster = cluster(service("web", 3, 24), service("office", 3, 24));

        assertThat(run(cluster, "--trace-for", "web=" + web, "--trace-for", "office=" + office + ":value"))
                .isZero();

        assertThat(out.toString())
                .contains("cpu h", "gpu h", "single pool", "at equal service")
                .containsPattern("(?m)^web ")
                .containsPattern("(?m)^office ")
                .containsPattern("(?m)^total ");
    }

    @Test
    void all_numbers_are_there_as_json_and_demand_is_scaled() throws IOException {
        Path cluster = cluster(service("web", 3, 24));

        assertThat(run(cluster, "--trace-for", "web=" + web, "--json")).isZero();
        double once = json().at("/mixed/cost").asDouble();
        assertThat(run(cluster, "--trace-for", "web=" + web, "--scale", "2", "--scale-for", "web=2", "--json"))
                .isZero();
        assertThat(json().at("/mixed/cost").asDouble()).isGreaterThan(2 * once);
        assertThat(json().at("/services/0/mixed/replicaHours/cpu").isNumber()).isTrue();
    }

    @Test
    void only_the_first_part_is_played() throws IOException {
        Path cluster = cluster(service("web", 3, 24));
        assertThat(run(cluster, "--trace-for", "web=" + web, "--first", "12h", "--skip", "6h", "--json"))
                .isZero();
        double half = json().at("/staticPeakCost").asDouble();
        assertThat(run(cluster, "--trace-for", "web=" + web, "--skip", "6h", "--json"))
                .isZero();
        assertThat(json().at("/staticPeakCost").asDouble()).isGreaterThan(half);
    }

    @Test
    void what_is_missing_or_unknown_is_named() throws IOException {
        Path both = cluster(service("web", 3, 24), service("office", 3, 24));
        assertThat(run(both, "--trace-for", "web=" + web)).isEqualTo(1);
        assertThat(err.toString()).contains("no trace for the service office").hasLineCount(1);

        assertThat(run(cluster(service("web", 3, 24)), "--trace-for", "web=" + web, "--trace-for", "wbe=" + web))
                .isEqualTo(1);
        assertThat(err.toString()).contains("--trace-for names wbe").hasLineCount(1);

        Path rateless = cluster(service("web", 3, 24).replace(", perReplica: 24", ""));
        assertThat(run(rateless, "--trace-for", "web=" + web)).isEqualTo(1);
        assertThat(err.toString())
                .contains("web does not say what one replica serves in gpu")
                .hasLineCount(1);

        Path astray = cluster(service("web", 3, 24).replace("gpu", "tpu"));
        assertThat(run(astray, "--trace-for", "web=" + web)).isEqualTo(1);
        assertThat(err.toString()).contains("web names the pool tpu").hasLineCount(1);

        assertThat(run(cluster(service("web", 3, 24)), "--trace-for", "web=" + web + ":tokens"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("has no column tokens").hasLineCount(1);

        assertThat(run(cluster(), "--trace-for", "web=" + web)).isEqualTo(1);
        assertThat(err.toString()).hasLineCount(1);
    }

    @Test
    void a_signal_that_no_trace_feeds_is_left_out_and_changes_nothing_but_what_is_said() throws IOException {
        String plain = service("web", 3, 24).replace("  pools:", "  demand: [{perReplica: 3}]\n  pools:");
        assertThat(run(cluster(plain), "--trace-for", "web=" + web, "--first", "12h", "--skip", "6h", "--json"))
                .isZero();
        String alone = out.toString();
        assertThat(err.toString()).isEmpty();

        String measured = plain.replace("[{perReplica: 3}]", "[{perReplica: 3}, {signal: cpu, perReplica: 0.7}]");
        assertThat(run(cluster(measured), "--trace-for", "web=" + web, "--first", "12h", "--skip", "6h", "--json"))
                .isZero();
        assertThat(out.toString()).isEqualTo(alone);
        assertThat(err.toString()).contains("the signal cpu").hasLineCount(1);
    }

    @Test
    void bad_usage_is_told_apart() throws IOException {
        Path cluster = cluster(service("web", 3, 24));
        assertThat(run(cluster)).isEqualTo(2);
        assertThat(err.toString()).contains("--trace-for");
        assertThat(run(cluster, "--trace-for", "web=" + web, "--against", "hpa"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("single-pool and nothing else");
        assertThat(run(cluster, "--trace-for", "web=" + web, "--lead", "5s")).isEqualTo(2);
        assertThat(err.toString()).contains("--lead cannot go with --cluster");
        assertThat(run(cluster, "--trace-for", "web=" + web, "--keep-alive")).isEqualTo(2);
        assertThat(err.toString()).contains("are two things");
        assertThat(run(cluster, "--trace-for", "web=" + web, "--scale", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--scale must be above 0");
        assertThat(run(cluster, "--trace-for", "web=" + web, "--scale-for", "web=-1"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--scale-for must be above 0");
    }

    private static String service(String name, int cpu, int gpu) {
        return String.format("""
                ---
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: %s}
                spec:
                  replicas: {max: 1000}
                  pools:
                    - {name: cpu, perReplica: %d}
                    - {name: gpu, perReplica: %d}
                """, name, cpu, gpu);
    }

    private Path cluster(String... services) throws IOException {
        return Files.writeString(folder.resolve("cluster.yaml"), POOLS + String.join("", services));
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out.toString());
    }

    private int run(Path cluster, String... more) {
        List<String> words = new ArrayList<>(List.of("simulate", "--cluster", cluster.toString()));
        words.addAll(List.of(more));
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Sluice.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words.toArray(String[]::new));
    }

    private String write(String name, Trace trace) throws IOException {
        return TraceFile.write(folder.resolve(name + ".csv"), trace).toString();
    }
}
