package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators get: alerts, dashboard and pages agree with each other and with the metrics that there are. */
final class OperationsFilesTest {
    private static final Path TOP = Files.exists(Path.of("docker")) ? Path.of("") : Path.of("..");
    private static final Path PROMETHEUS = TOP.resolve("docker/prometheus");
    private static final Path DASHBOARD = TOP.resolve("docker/grafana/dashboards/sluice.json");
    private static final Pattern METRIC = Pattern.compile("\\bsluice_[a-z_]+");
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");

    @Test
    void the_rules_are_valid_and_fire_as_their_tests_say() throws Exception {
        assertThat(promtool("check", "rules", "alerts.yml")).contains("SUCCESS");
        assertThat(promtool("test", "rules", "alerts-test.yml")).contains("SUCCESS");
        assertThat(promtool("check", "config", "prometheus.yml")).contains("SUCCESS");
    }

    private static String promtool(String... words) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(Stream.concat(Stream.of("promtool"), Stream.of(words))
                            .toList())
                    .directory(PROMETHEUS.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "promtool is not installed (Debian's package prometheus has it)");
            throw e;
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    @Test
    void each_question_of_the_dashboard_is_one_that_prometheus_understands(@TempDir Path directory) throws Exception {
        StringBuilder rules = new StringBuilder("groups:\n- name: dashboard\n  rules:\n");
        int asked = 0;
        for (JsonNode panel :
                new JsonMapper().readTree(Files.readString(DASHBOARD)).path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                // a quoted text of JSON is one of YAML too
                rules.append("  - record: panel_" + asked++ + "\n    expr: " + target.path("expr") + "\n");
            }
        }
        Path file = Files.writeString(directory.resolve("dashboard.yml"), rules);

        assertThat(promtool("check", "rules", file.toAbsolutePath().toString())).contains(asked + " rules found");
    }

    @Test
    void every_alert_has_a_part_in_the_operators_page_and_the_other_way_round() throws IOException {
        List<String> alerts = ALERT.matcher(Files.readString(PROMETHEUS.resolve("alerts.yml")))
                .results()
                .map(found -> found.group(1))
                .toList();
        List<String> parts = Files.readAllLines(TOP.resolve("docs/operations.md")).stream()
                .filter(line -> line.startsWith("### Sluice"))
                .map(line -> line.substring(4))
                .toList();
        assertThat(parts).isEqualTo(alerts).isNotEmpty();
    }

    @Test
    void alerts_and_dashboard_ask_only_for_metrics_that_there_are() throws IOException {
        String code = Stream.of("web", "cli/serve", "http")
                .map(part -> TOP.resolve("streams-app/src/main/java/dev/sluice").resolve(part))
                .flatMap(OperationsFilesTest::sources)
                .collect(Collectors.joining());
        // Micrometer writes dots as underscores and adds _total to counters
        String names = code.replace('.', '_');
        Set<String> asked = new TreeSet<>();
        for (Path file : List.of(PROMETHEUS.resolve("alerts.yml"), DASHBOARD)) {
            METRIC.matcher(Files.readString(file)).results().forEach(found -> asked.add(found.group()));
        }
        assertThat(asked)
                .hasSizeGreaterThan(8)
                .allSatisfy(name ->
                        assertThat(names).containsPattern("\"" + name.replaceAll("_total$", "") + "(_total)?\""));
    }

    private static Stream<String> sources(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(OperationsFilesTest::text)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void each_panel_of_the_dashboard_has_a_question_and_a_place_of_its_own() throws IOException {
        JsonNode panels = new JsonMapper().readTree(Files.readString(DASHBOARD)).path("panels");
        boolean[][] taken = new boolean[100][24];
        for (JsonNode panel : panels) {
            assertThat(panel.path("targets").path(0).path("expr").asText()).isNotEmpty();
            JsonNode at = panel.path("gridPos");
            for (int y = 0; y < at.path("h").asInt(); y++) {
                for (int x = 0; x < at.path("w").asInt(); x++) {
                    boolean[] row = taken[at.path("y").asInt() + y];
                    assertThat(row[at.path("x").asInt() + x])
                            .as(panel.path("title").asText())
                            .isFalse();
                    row[at.path("x").asInt() + x] = true;
                }
            }
        }
        assertThat(panels).hasSizeGreaterThan(10);
    }
}
