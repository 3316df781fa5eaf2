package dev.sluice.simulator.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.simulator.llm.engine.EngineSettings;
import dev.sluice.simulator.llm.plant.ServingPlant;
import dev.sluice.simulator.llm.replica.ReplicaSpec;
import dev.sluice.simulator.llm.replica.StartupTimes;
import dev.sluice.simulator.llm.request.RequestTrace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Cases of a benchmark for LLM autoscaling whose times are known, from {@code vectors.json} of the folder that the system
 * property {@code sluice.llm} names; skipped without.
 */
final class PublishedPlantTest {
    private static final double PRINTED = 6e-8;

    @TestFactory
    Stream<DynamicTest> every_request_ends_when_the_benchmark_says() throws IOException {
        JsonNode vectors =
                new ObjectMapper().readTree(folder().resolve("vectors.json").toFile());
        ReplicaSpec spec = ReplicaSpec.builtIn(vectors.get("gpu").asText()).orElseThrow();
        EngineSettings settings = new EngineSettings(
                vectors.get("chunk").asInt(),
                vectors.get("max_seqs").asInt(),
                vectors.get("depth").asInt());
        List<JsonNode> cases = new ArrayList<>();
        vectors.get("cases").forEach(cases::add);
        return cases.stream()
                .map(each -> DynamicTest.dynamicTest(each.get("name").asText(), () -> check(each, spec, settings)));
    }

    private static void check(JsonNode each, ReplicaSpec spec, EngineSettings settings) {
        StartupTimes startup = StartupTimes.fixed(each.get("startup_s").asDouble());
        ServingPlant plant = new ServingPlant(requests(each), spec, settings, startup);
        plant.addReady(each.get("moves").get(0).get(1).asInt());
        for (JsonNode move : each.get("moves")) {
            plant.advance(move.get(0).asDouble());
            plant.order(move.get(1).asInt());
        }
        plant.finish();
        double last = 0;
        for (int i = 0; i < each.get("requests").size(); i++) {
            JsonNode request = each.get("requests").get(i);
            assertThat(plant.outcomes().timeToFirstToken(i))
                    .isCloseTo(request.get("ttft_s").asDouble(), within(PRINTED));
            assertThat(plant.outcomes().finished(i))
                    .isCloseTo(request.get("end_s").asDouble(), within(PRINTED));
            assertThat(plant.outcomes().replica(i))
                    .isEqualTo(request.get("replica").asInt());
            last = Math.max(last, plant.outcomes().finished(i));
        }
        assertThat(plant.history().paidSeconds(0, last))
                .isCloseTo(each.get("paid_replica_seconds_to_last_end").asDouble(), within(6e-7));
    }

    private static RequestTrace requests(JsonNode each) {
        RequestTrace.Builder trace = new RequestTrace.Builder();
        for (JsonNode request : each.get("requests")) {
            trace.add(new RequestTrace.Request(
                    request.get("arrival_s").asDouble(),
                    request.get("prompt_tokens").asInt(),
                    request.get("output_tokens").asInt(),
                    request.get("prefix_hit_tokens").asInt()));
        }
        return trace.build();
    }

    @Test
    void built_in_replicas_are_as_measured() throws IOException {
        JsonNode timing =
                new ObjectMapper().readTree(folder().resolve("timing.json").toFile());
        for (String name : List.of("h100", "a100")) {
            ReplicaSpec spec = ReplicaSpec.builtIn(name).orElseThrow();
            JsonNode measured = timing.get(name);
            for (int i = 0; i < measured.get("prefill_tokens").size(); i++) {
                int tokens = measured.get("prefill_tokens").get(i).asInt();
                double alone = spec.timing().prefill(0, tokens) + spec.timing().decode(0);
                assertThat(1000 * alone)
                        .isCloseTo(measured.get("prefill_ms").get(i).asDouble(), within(1e-9));
            }
            for (int i = 0; i < measured.get("decode_batch").size(); i++) {
                double step =
                        spec.timing().decode(measured.get("decode_batch").get(i).asInt());
                assertThat(1000 * step)
                        .isCloseTo(measured.get("decode_ms").get(i).asDouble(), within(1e-9));
            }
            assertThat(spec.kvTokens()).isEqualTo(measured.get("kv_tokens").asDouble());
            assertThat(1e6 * spec.timing().kvSecondsPerToken())
                    .isCloseTo(measured.get("kv_us_per_token").asDouble(), within(1e-9));
            assertThat(spec.dollarsPerGpuHour())
                    .isEqualTo(measured.get("usd_per_gpu_hour").asDouble());
            assertThat(spec.interTokenSeconds())
                    .isEqualTo(measured.get("itl_default_s").asDouble());
        }
    }

    private static Path folder() {
        String folder = System.getProperty("sluice.llm", "");
        assumeTrue(!folder.isEmpty(), "skipped: -Dsluice.llm=DIR names no folder with vectors.json and timing.json");
        return Path.of(folder);
    }
}
