package dev.sluice.cli.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.demand.Signal;
import dev.sluice.simulator.history.Measure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The queries of {@code --preset}. */
final class PresetTest {
    private static final Preset.Queries ASKING = new Preset.Queries("job=\"chat\"", "1m");

    @TempDir
    Path directory;

    @Test
    void a_server_of_large_models_tells_prompts_answers_times_and_replicas() {
        Map<Measure, String> all = Preset.VLLM.queries(ASKING, OptionalDouble.empty());

        assertThat(all)
                .containsEntry(
                        Measure.PROMPT_TOKENS,
                        "(sum(rate(vllm:prompt_tokens_total{job=\"chat\"}[1m]))"
                                + " and sum(vllm:prompt_tokens_total{job=\"chat\"} offset 1m))")
                .containsEntry(Measure.REPLICAS, "count(count by (instance) (vllm:num_requests_running{job=\"chat\"}))")
                .containsKeys(
                        Measure.OUTPUT_TOKENS, Measure.FIRST_TOKEN_MEAN, Measure.INTER_TOKEN_MEAN, Measure.WAITING);
        assertThat(Preset.VLLM.demand(ASKING, Signal.TOKENS).orElseThrow())
                .contains("vllm:prompt_tokens_total")
                .contains("or vector(0)")
                .contains("vllm:generation_tokens_total");
        assertThat(Preset.HTTP.demand(ASKING, Signal.TOKENS)).isEmpty();
    }

    @Test
    void the_tail_is_that_of_the_policy() {
        assertThat(Preset.HTTP.queries(ASKING, OptionalDouble.of(.99)).get(Measure.LATENCY_TAIL))
                .startsWith("histogram_quantile(0.99, sum by (le) (rate(http_server_request_duration_seconds_bucket{");
        assertThat(Preset.HTTP.queries(ASKING, OptionalDouble.empty())).doesNotContainKey(Measure.LATENCY_TAIL);
    }

    /** As rules, because promtool checks their syntax. */
    @ParameterizedTest
    @EnumSource(Preset.class)
    void every_query_is_promql(Preset preset) throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/promtool")), "no promtool: queries are not checked");
        List<String> queries =
                new ArrayList<>(preset.queries(ASKING, OptionalDouble.of(.95)).values());
        for (Signal signal : Signal.values()) {
            preset.demand(ASKING, signal).ifPresent(queries::add);
        }
        StringBuilder rules = new StringBuilder("groups:\n  - name: presets\n    rules:\n");
        for (int i = 0; i < queries.size(); i++) {
            rules.append("      - {record: r")
                    .append(i)
                    .append(", expr: '")
                    .append(queries.get(i))
                    .append("'}\n");
        }
        Path file = Files.writeString(directory.resolve("rules.yml"), rules);
        Process promtool = new ProcessBuilder("promtool", "check", "rules", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(promtool.exitValue()).as(said).isZero();
    }
}
