package dev.sluice.cli.simulate.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.Sluice;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LlmCommandTest {
    @TempDir
    Path folder = Path.of("set by JUnit");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path requests = Path.of("written before each");

    @BeforeEach
    void write_requests() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        StringBuilder csv = new StringBuilder("arrival_s,prompt_tokens,output_tokens\n");
        double at = 0;
        while (at < 1500) {
            csv.append(String.format("%.3f,%d,%d%n", at, 100 + random.nextInt(2000), 1 + random.nextInt(150)));
            at += random.nextExponential() / (at > 900 ? 12 : 4);
        }
        requests = Files.writeString(folder.resolve("chat.csv"), csv);
    }

    private int run(Object... options) {
        String[] line = Stream.concat(
                        Stream.of("simulate", "--llm"), Stream.of(options).map(String::valueOf))
                .toArray(String[]::new);
        return Sluice.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(line);
    }

    private Path policy(String spec) throws IOException {
        return Files.writeString(folder.resolve("P.yaml"), """
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: chat}
                spec:
                """ + spec.indent(2));
    }

    @Test
    void autoscalers_are_compared_drawn_and_their_decisions_written() throws IOException {
        Path decisions = folder.resolve("D.csv");
        Path picture = folder.resolve("F.html");

        int exit = run(
                "--trace",
                requests,
                "--startup",
                "30s",
                "--against",
                "dynamo,tokenscale,oracle-const",
                "--picture",
                picture,
                "--out",
                decisions,
                "--out-of",
                "tokenscale");

        assertThat(err.toString()).isEmpty();
        assertThat(exit).isZero();
        assertThat(out.toString())
                .contains("chat: ", "h100 with 8 GPUs a replica; ready 30 s after the order")
                .contains("first token within 1.5 s or 3 times its time on an idle replica, 100 ms between tokens")
                .contains("both %", "GPU-hours", "backlog %");
        assertThat(out.toString().lines().filter(row -> row.startsWith("oracle-const")))
                .singleElement()
                .asString()
                .contains(" 1.00 ");
        assertThat(Files.readString(picture)).contains("<svg", "tokenscale", "requests that missed a limit");
        List<String> rows = Files.readAllLines(decisions);
        assertThat(rows.get(0)).isEqualTo("timestamp_s,replicas");
        assertThat(rows.get(1)).startsWith("0,");
        assertThat(rows).hasSizeGreaterThan(2);
    }

    @Test
    void limits_bounds_and_lead_time_are_the_policys() throws IOException {
        Path policy = policy("""
                replicas: {min: 3, max: 5}
                demand: {signal: tokens}
                objective: {tokens: {firstToken: {below: 4s, slack: 2}}}
                leadTime: 3m
                """);

        assertThat(run("--trace", requests, "--policy", policy, "--against", "tokenscale", "--json"))
                .isZero();

        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.get("firstTokenSeconds").asDouble()).isEqualTo(4);
        assertThat(json.get("firstTokenSlack").asDouble()).isEqualTo(2);
        assertThat(json.get("interTokenSeconds").isNull()).isTrue();
        assertThat(json.get("startupSecondsMean").asDouble()).isEqualTo(180);
        assertThat(json.get("mostReplicas").asInt()).isLessThanOrEqualTo(5);
        JsonNode score = json.get("scores").get("tokenscale");
        assertThat(score.get("mostReplicas").asInt()).isBetween(3, 6);
        assertThat(score.get("bothPercent").asDouble()).isBetween(50.0, 100.0);
        assertThat(score.get("unserved").asInt()).isZero();
    }

    @Test
    void options_come_before_the_policy() throws IOException {
        Path policy = policy("""
                replicas: {max: 4}
                demand: {signal: tokens}
                """);
        Path gpu = Files.writeString(folder.resolve("small.csv"), """
                quantity,at,value
                prefill_ms,0,10
                prefill_ms,4096,800
                decode_ms,1,10
                decode_ms,64,30
                kv_tokens,,300000
                usd_per_gpu_hour,,2
                """);
        Path loads = Files.writeString(folder.resolve("loads.csv"), "quantile,lora_s,base_s\n0,1,20\n1,3,40\n");

        int exit = run(
                "--trace",
                requests,
                "--policy",
                policy,
                "--gpu",
                gpu,
                "--startup-dist",
                loads + ":base_s",
                "--startup",
                "10s",
                "--first-token",
                "700ms",
                "--slack",
                "0",
                "--inter-token",
                "80ms",
                "--scale",
                "2",
                "--seed",
                "3",
                "--skip",
                "5m",
                "--against",
                "static-p99",
                "--json");

        assertThat(err.toString()).isEmpty();
        assertThat(exit).isZero();
        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.get("replica").asText()).isEqualTo("small");
        assertThat(json.get("gpusPerReplica").asInt()).isEqualTo(1);
        assertThat(json.get("startupSecondsMean").asDouble()).isBetween(38.0, 42.0);
        assertThat(json.get("firstTokenSeconds").asDouble()).isEqualTo(.7);
        assertThat(json.get("firstTokenSlack").asDouble()).isZero();
        assertThat(json.get("interTokenSeconds").asDouble()).isEqualTo(.08);
        assertThat(json.get("skipSeconds").asDouble()).isEqualTo(300);
        assertThat(json.get("requests").asInt())
                .isEqualTo(2 * (Files.readAllLines(requests).size() - 1));
        JsonNode score = json.get("scores").get("static-p99");
        assertThat(score.get("dollars").asDouble())
                .isEqualTo(2 * score.get("gpuHours").asDouble());
    }

    @Test
    void who_has_no_trace_plays_generated_requests() throws IOException {
        int exit = run("--generate", "chat", "--length", "20m", "--scale", "2", "--against", "static-p99", "--json");

        assertThat(err.toString()).isEmpty();
        assertThat(exit).isZero();
        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.get("trace").asText()).isEqualTo("generated chat");
        assertThat(json.get("requests").asInt()).isGreaterThan(2000);
        assertThat(json.get("seconds").asDouble()).isEqualTo(1200);
        assertThat(run("--generate", "chat", "--trace", requests)).isEqualTo(2);
        assertThat(err.toString()).contains("--generate and --trace are two things");
        assertThat(run("--trace", requests, "--length", "1h")).isEqualTo(2);
        assertThat(err.toString()).contains("--length is that of --generate");
        assertThat(run("--generate", "poems")).isEqualTo(2);
        assertThat(err.toString()).contains("--generate", "poems");
    }

    @Test
    void what_cannot_be_played_is_refused() throws IOException {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("--llm needs one --trace");
        assertThat(run("--trace", requests, "--against", "dinamo")).isEqualTo(1);
        assertThat(err.toString()).contains("called dinamo", "dynamo-300");
        assertThat(run("--trace", requests, "--gpu", "b200")).isEqualTo(1);
        assertThat(err.toString()).contains("--gpu b200 is neither h100 nor a100 nor a file");
        assertThat(run("--trace", requests, "--per-replica", "5")).isEqualTo(2);
        assertThat(err.toString()).contains("--per-replica cannot go with --llm");
        assertThat(run("--trace", requests, "--scale", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("--scale must be above 0, not 0");
        assertThat(run("--trace", requests, "--scale", "1e9")).isEqualTo(1);
        assertThat(err.toString()).contains("more than the 20000000 that can be simulated");
        assertThat(run("--trace", requests, "--first-token", "0s")).isEqualTo(2);
        assertThat(err.toString()).contains("must be above 0");
        Path web = policy("replicas: {max: 4}");
        assertThat(run("--trace", requests, "--policy", web)).isEqualTo(1);
        assertThat(err.toString()).contains("the policy of chat has no objective for tokens");
        Files.writeString(requests, "arrival_s,prompt_tokens,output_tokens\n5,10,1\n4,10,1\n");
        assertThat(run("--trace", requests)).isEqualTo(1);
        assertThat(err.toString())
                .contains("chat.csv:3: this request arrives 1 s before the one above it: sort the file");
    }

    @Test
    void roles_are_played_on_their_pools_and_the_table_says_what_each_took() throws IOException {
        Path policy = policy("""
                replicas: {max: 20}
                demand: {signal: tokens}
                objective: {tokens: {firstToken: {below: 1.5s}, interToken: {below: 100ms}}}
                roles: {prefill: {pool: h100}, decode: {pool: a100}}
                """);
        assertThat(run("--trace", requests, "--policy", policy, "--against", "static-p99"))
                .isNotZero();
        assertThat(err.toString()).contains("names the pool h100, which its file does not declare");

        String pools = "";
        for (String pool : List.of("h100", "a100")) {
            pools += "---\napiVersion: sluice.dev/v1\nkind: Pool\nmetadata: {name: " + pool
                    + "}\nspec: {price: 8, leadTime: 20s}\n";
        }
        Files.writeString(policy, Files.readString(policy) + pools);
        assertThat(run("--trace", requests, "--policy", policy, "--against", "static-p99"))
                .isZero();
        assertThat(out.toString())
                .containsPattern("h100 +prefill +\\d+\\.\\d")
                .containsPattern("a100 +decode +\\d+\\.\\d");
    }
}
