package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A team brings what scales its services now, compares, and applies. */
final class ImportCommandTest {
    @TempDir
    private Path directory = Path.of("");

    private String hpa = "";
    private String keda = "";

    @BeforeEach
    void files() throws IOException {
        hpa = Files.writeString(directory.resolve("hpa.yaml"), """
                        apiVersion: autoscaling/v2
                        kind: HorizontalPodAutoscaler
                        metadata: {name: web, namespace: shop}
                        spec:
                          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
                          minReplicas: 2
                          maxReplicas: 10
                          metrics:
                          - type: Resource
                            resource: {name: memory, target: {type: Utilization, averageUtilization: 80}}
                        ---
                        apiVersion: v1
                        kind: Service
                        metadata: {name: web}
                        """).toString();
        keda = Files.writeString(directory.resolve("keda.yaml"), """
                        apiVersion: keda.sh/v1alpha1
                        kind: ScaledObject
                        metadata: {name: orders}
                        spec:
                          scaleTargetRef: {name: orders}
                          maxReplicaCount: 50
                          triggers:
                          - {type: cron, metadata: {start: 0 8 * * *, end: 0 20 * * *, desiredReplicas: "4"}}
                        """).toString();
    }

    @Test
    void policies_to_standard_output_and_remarks_to_standard_error() throws IOException {
        CommandRun run = CommandRun.of("import", "-f", hpa, keda);

        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("# From HorizontalPodAutoscaler shop/web, " + hpa + ".\n")
                .contains("#   spec.metrics[0].resource (memory 80 %): memory is no demand")
                .contains("\n---\n# From ScaledObject orders")
                .contains(
                        "#   sluice override orders schedule --start '0 8 * * *' --end '0 20 * * *' --zone UTC --min 4")
                .contains("  mode: advise\n");
        assertThat(run.err())
                .contains("web: spec.metrics[0].resource (memory 80 %): memory is no demand")
                .contains("orders: run: sluice override orders schedule")
                .contains(
                        hpa
                                + " document 2: Service web is skipped: only HorizontalPodAutoscaler, ScaledObject, VerticalPodAutoscaler are read");

        Path written = Files.writeString(directory.resolve("written.yml"), run.out());
        assertThat(CommandRun.of("policy", "validate", "-f", written.toString()).exit())
                .isZero();
    }

    @Test
    void the_command_of_a_schedule_is_one_that_is_taken() {
        String command = CommandRun.of("import", "-f", keda)
                .err()
                .lines()
                .filter(line -> line.startsWith("orders: run: sluice "))
                .findFirst()
                .orElseThrow()
                .substring("orders: run: sluice ".length());
        // as a shell splits it
        String[] words = java.util.regex.Pattern.compile("'([^']*)'|(\\S+)")
                .matcher(command)
                .results()
                .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
                .toArray(String[]::new);

        CommandRun run = CommandRun.of(words);
        assertThat(run.exit()).as(run.err()).isEqualTo(1);
        assertThat(run.err()).as("all but the settings is right").contains("sluice.properties");
    }

    @Test
    void a_file_for_each_service_and_none_is_overwritten() throws IOException {
        Path out = directory.resolve("policies");
        CommandRun run = CommandRun.of("import", "-f", directory.toString(), "--out", out.toString());

        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(out.resolve("web.yaml")).content().contains("name: web");
        assertThat(out.resolve("orders.yaml")).exists();
        assertThat(CommandRun.of("policy", "validate", "-f", out.toString()).exit())
                .isZero();

        Files.writeString(out.resolve("web.yaml"), "mine");
        Files.delete(out.resolve("orders.yaml"));
        CommandRun again = CommandRun.of("import", "-f", hpa, keda, "--out", out.toString());
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("web.yaml exists already, so nothing was written");
        assertThat(out.resolve("web.yaml")).hasContent("mine");
        assertThat(out.resolve("orders.yaml")).doesNotExist();
    }

    @Test
    void strict_tells_by_its_exit_code_that_something_has_no_counterpart() throws IOException {
        assertThat(CommandRun.of("import", "-f", hpa, "--strict").exit()).isEqualTo(3);
        Path plain = Files.writeString(
                directory.resolve("plain.json"),
                "{\"kind\": \"HorizontalPodAutoscaler\", \"spec\": {\"maxReplicas\": 4, \"scaleTargetRef\": {\"name\": \"a\"},"
                        + " \"metrics\": [{\"type\": \"Resource\", \"resource\":"
                        + " {\"name\": \"cpu\", \"target\": {\"averageValue\": \"500m\"}}}]}}");
        assertThat(CommandRun.of("import", "-f", plain.toString(), "--strict").exit())
                .isZero();
    }

    @Test
    void as_json() throws IOException {
        CommandRun run = CommandRun.of("import", "-f", hpa, "--json");
        JsonNode all = new ObjectMapper().readTree(run.out());

        assertThat(all.at("/policies/0/service").asText()).isEqualTo("web");
        assertThat(all.at("/policies/0/spec/replicas/max").asInt()).isEqualTo(10);
        assertThat(all.at("/policies/0/spec/mode").asText()).isEqualTo("advise");
        assertThat(all.at("/policies/0/remarks/0/path").asText()).isEqualTo("spec.metrics[0].resource");
        assertThat(all.at("/passedOver/0").asText()).contains("Service web");
        assertThat(all.at("/problems").size()).isZero();
    }

    @Test
    void from_standard_input() throws IOException {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(Files.readString(Path.of(keda)).getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(CommandRun.of("import", "-f", "-").out())
                    .contains("# From ScaledObject orders, standard input.");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void what_cannot_be_read_is_told_and_the_rest_is_written() throws IOException {
        Path binary = Files.write(directory.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        Path template = Files.writeString(
                directory.resolve("chart.yaml"), "kind: HorizontalPodAutoscaler\nspec:\n  {{- with .Values }}\n");
        String missing = directory.resolve("nowhere.yaml").toString();
        CommandRun run = CommandRun.of("import", "-f", missing, binary.toString(), template.toString(), keda);

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("name: orders");
        assertThat(run.err())
                .contains("sluice import: " + missing + ": there is no such file")
                .contains("sluice import: " + binary + ": is not UTF-8 text")
                .contains("sluice import: " + template
                        + ": line 3 is a template: render it first, as in helm template CHART");

        Path other = Files.writeString(directory.resolve("other.yaml"), "kind: ConfigMap\n");
        CommandRun none = CommandRun.of("import", "-f", other.toString());
        assertThat(none.exit()).isEqualTo(1);
        assertThat(none.err())
                .contains("there is no HorizontalPodAutoscaler, ScaledObject or VerticalPodAutoscaler in");
    }
}
