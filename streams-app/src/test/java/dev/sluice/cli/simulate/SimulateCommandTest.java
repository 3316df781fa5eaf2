package dev.sluice.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.Sluice;
import dev.sluice.cli.TraceFile;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SimulateCommandTest {
    @TempDir
    Path folder = Path.of("set by JUnit");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void one_trace_is_scored_drawn_and_its_decisions_written() throws IOException {
        Path trace = write("web", Workloads.of(Kind.WEB_DAY, 60, 2, 1).trace());
        Path decisions = folder.resolve("D.csv");
        Path picture = folder.resolve("F.html");

        assertThat(run("--trace", trace, "--against", "reactive,oracle", "--out", decisions, "--picture", picture))
                .isZero();

        assertThat(out.toString()).contains("unserved %", "sluice", "reactive", "oracle", "jitter/h");
        List<String> rows = Files.readAllLines(decisions);
        assertThat(rows.get(0)).isEqualTo("timestamp_s,replicas");
        assertThat(rows.get(1)).startsWith("0,");
        assertThat(rows).hasSizeGreaterThan(20);
        assertThat(Files.readString(picture)).startsWith("<!DOCTYPE html>").contains("<svg");
    }

    @Test
    void a_folder_of_traces_is_summed_up() throws Exception {
        write("web", Workloads.of(Kind.WEB_DAY, 60, 1, 1).trace());
        write("tokens", Workloads.of(Kind.LLM_TOKENS, 60, 1, 1).trace());
        write("unwanted", Workloads.of(Kind.GROWTH, 60, 1, 1).trace());

        assertThat(run(
                        "--traces",
                        folder,
                        "--leave-out",
                        "unwanted",
                        "--against",
                        "hpa,hpa-tuned",
                        "--per-replica-for",
                        "web=300/step",
                        "--skip",
                        "2h",
                        "--lead",
                        "5m",
                        "--json"))
                .isZero();

        JsonNode json = new ObjectMapper().readTree(out.toString());
        assertThat(json.get("traces").findValuesAsText("trace")).containsExactly("tokens", "web");
        assertThat(json.get("traces").get(1).get("perReplica").asDouble()).isEqualTo(5);
        assertThat(json.get("traces").get(1).get("skipSeconds").asDouble()).isEqualTo(7200);
        assertThat(json.get("traces").get(0).get("leadSeconds").asDouble()).isEqualTo(300);
        assertThat(json.get("all").get("hpa").get("traces").asInt()).isEqualTo(2);
    }

    @Test
    void sluice_follows_its_policy_and_the_policy_says_how_the_service_serves() throws Exception {
        Path trace = write("web", Workloads.of(Kind.WEB_DAY, 60, 2, 1).trace());
        Path policy = Files.writeString(folder.resolve("P.yaml"), """
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: checkout}
                spec:
                  replicas: {min: 7, max: 9}
                  demand: {perReplica: 5}
                  objective: {unserved: 0.02}
                  leadTime: 3m
                  mode: advise
                """);
        Path decisions = folder.resolve("D.csv");

        assertThat(run("--trace", trace, "--policy", policy, "--against", "hpa,static", "--out", decisions, "--json"))
                .isZero();

        JsonNode played =
                new ObjectMapper().readTree(out.toString()).get("traces").get(0);
        assertThat(played.get("perReplica").asDouble()).isEqualTo(5);
        assertThat(played.get("leadSeconds").asDouble()).isEqualTo(180);
        assertThat(played.get("objectiveUnserved").asDouble()).isEqualTo(.02);
        assertThat(played.get("scores").fieldNames()).toIterable().containsExactly("sluice", "hpa", "static");
        // what is only advised is simulated as done, within the policy's bounds
        List<String> rows = Files.readAllLines(decisions);
        assertThat(rows).hasSizeGreaterThan(3);
        assertThat(rows.subList(2, rows.size())).allMatch(r -> r.matches("\\d+,[789]"));
    }

    @Test
    void a_policy_that_is_wrong_is_told_with_its_key() throws IOException {
        Path trace = write("web", Workloads.of(Kind.WEB_DAY, 60, 1, 1).trace());
        Path policy = Files.writeString(folder.resolve("P.yaml"), """
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: checkout}
                spec: {replicas: {max: 0}}
                """);
        assertThat(run("--trace", trace, "--policy", policy)).isEqualTo(1);
        assertThat(err.toString()).contains("replicas");
        assertThat(run("--trace", trace, "--policy", folder.resolve("none.yaml")))
                .isEqualTo(1);
        assertThat(err.toString()).contains("none.yaml");
    }

    @Test
    void each_named_column_is_a_trace_and_short_steps_are_summed() throws Exception {
        StringBuilder csv = new StringBuilder("timestamp_s,requests,tokens\n");
        for (int i = 0; i < 600; i++) {
            csv.append(i).append(',').append(2).append(',').append(100 + i % 7).append('\n');
        }
        Files.writeString(folder.resolve("llm.csv"), csv);

        assertThat(run(
                        "--traces",
                        folder,
                        "--column",
                        "requests,tokens",
                        "--step",
                        "10s",
                        "--against",
                        "static",
                        "--json"))
                .isZero();

        JsonNode traces = new ObjectMapper().readTree(out.toString()).get("traces");
        assertThat(traces.findValuesAsText("trace")).containsExactly("llm:requests", "llm:tokens");
        assertThat(traces.get(0).get("steps").asInt()).isEqualTo(60);
        assertThat(traces.get(0).get("perReplica").asDouble()).isEqualTo(.1);
    }

    @Test
    void what_cannot_be_done_is_one_clear_line() throws IOException {
        Path trace = write("web", Workloads.of(Kind.WEB_DAY, 60, 1, 1).trace());
        assertThat(run("--trace", folder.resolve("missing.csv"))).isEqualTo(1);
        assertThat(err.toString()).contains("missing.csv").hasLineCount(1);

        assertThat(run("--trace", trace, "--against", "nobody")).isEqualTo(1);
        assertThat(err.toString()).contains("nobody", "hpa-tuned");

        assertThat(run("--trace", trace, "--column", "users")).isEqualTo(1);
        assertThat(err.toString()).contains("users");

        assertThat(run("--trace", trace, "--per-replica", "many")).isEqualTo(1);
        assertThat(err.toString()).contains("many");

        assertThat(run("--traces", Files.createDirectory(folder.resolve("none"))))
                .isEqualTo(1);
        assertThat(err.toString()).contains("no trace to play").hasLineCount(1);

        assertThat(run("--trace", Files.createFile(folder.resolve("empty.csv"))))
                .isEqualTo(1);
        assertThat(err.toString()).contains("empty.csv is empty").hasLineCount(1);

        assertThat(run("--trace", trace, "--skip", "30d")).isEqualTo(1);
        assertThat(err.toString()).contains("nothing is left to score").hasLineCount(1);

        assertThat(run("--trace", folder)).isEqualTo(1);
        assertThat(err.toString()).contains("it is a folder").hasLineCount(1);

        Path negative = Files.writeString(folder.resolve("negative.csv"), "timestamp_s,v\n0,1\n60,-3\n");
        assertThat(run("--trace", negative)).isEqualTo(1);
        assertThat(err.toString())
                .contains("negative.csv:3: '-3' in column v is no demand")
                .hasLineCount(1);

        assertThat(run("--trace", trace, "--out", folder.resolve("none.there/D.csv"), "--against", "static"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("cannot write", "no such folder").hasLineCount(1);
    }

    @Test
    void what_a_trace_cannot_feed_is_refused_or_left_out_and_said() throws IOException {
        Path trace = write("web", Workloads.of(Kind.WEB_DAY, 60, 1, 1).trace());

        assertThat(play(trace, "demand: {signal: cpu, perReplica: 0.7}")).isEqualTo(1);
        assertThat(err.toString())
                .contains("is sized by cpu, which a trace of demand cannot feed")
                .hasLineCount(1);
        assertThat(play(
                        trace,
                        "demand: {signal: backlog, perReplica: 5}\n  objective: {deadline: 2030-01-01T00:00:00Z}"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("objective.deadline").hasLineCount(1);

        assertThat(play(trace, "demand: {perReplica: 5}")).isZero();
        String alone = out.toString();
        assertThat(err.toString()).isEmpty();
        assertThat(play(trace, "demand: {perReplica: 5}\n  objective: {latency: {quantile: 95%, below: 250ms}}"))
                .isZero();
        assertThat(out.toString()).isEqualTo(alone);
        assertThat(err.toString())
                .contains("objective.latency: the simulated service alone works longer")
                .hasLineCount(1);
        // a further signal and pools that no record feeds change nothing but what is said
        assertThat(play(trace, "demand: [{signal: requests, perReplica: 5}, {signal: cpu, perReplica: 0.7}]"))
                .isZero();
        assertThat(out.toString()).isEqualTo(alone);
        assertThat(err.toString())
                .contains("not played of the policy for web: the signal cpu")
                .hasLineCount(1);
        assertThat(play(trace, "pools: [{name: a10g, perReplica: 5}, {name: cpu, perReplica: 1}]\n  size: {}"))
                .isZero();
        assertThat(out.toString()).isEqualTo(alone);
        assertThat(err.toString()).contains("pools", "size").hasLineCount(1);
    }

    @Test
    void demand_beyond_what_can_be_sized_is_refused_in_the_words_of_the_file() throws IOException {
        for (String value : List.of("1e-300", "1e30")) {
            Path trace = Files.writeString(
                    folder.resolve("bits.csv"),
                    "timestamp_s,bits\n0," + value + "\n60," + value + "\n120," + value + "\n");
            assertThat(run("--trace", trace)).isEqualTo(1);
            assertThat(err.toString())
                    .contains("bits: one replica would serve", "another unit")
                    .hasLineCount(1);
        }
    }

    private int play(Path trace, String spec) throws IOException {
        Path policy = Files.writeString(
                folder.resolve("P.yaml"),
                "apiVersion: sluice.dev/v1\nkind: ScalingPolicy\nmetadata: {name: web}\nspec:\n  replicas: {max: 90}\n  "
                        + spec + "\n");
        return run("--trace", trace, "--policy", policy, "--against", "static");
    }

    @Test
    void functions_are_kept_alive_within_their_budget() throws Exception {
        Path wide = calls();

        assertThat(run("--keep-alive", "--trace", wide, "--budget", "0.5", "--json"))
                .isZero();

        JsonNode policies = new ObjectMapper().readTree(out.toString()).get("policies");
        assertThat(policies.findValuesAsText("policy")).contains("fixed 10 min", "sluice", "perfect knowledge");
        JsonNode sluice = policies.get(policies.findValuesAsText("policy").indexOf("sluice"));
        assertThat(policies.get(0).get("idle_of_fixed_10").asDouble()).isEqualTo(1);
        // calls that come as by the clock are met with less than the half that may be spent
        assertThat(sluice.get("idle_of_fixed_10").asDouble()).isBetween(.01, .5);
        assertThat(sluice.get("cold_share_all").asDouble()).isLessThan(.3);

        assertThat(run("--keep-alive", "--trace", wide)).isZero();
        assertThat(out.toString()).startsWith("2 functions, 2880 minutes");
    }

    @Test
    void a_trace_without_functions_is_told() throws IOException {
        assertThat(run("--keep-alive", "--trace", folder.resolve("missing.csv")))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("missing.csv: there is no such file")
                .hasLineCount(1);

        Path wrong = Files.writeString(folder.resolve("wrong.csv"), "clock,f\n0,1\n60,1\n");
        assertThat(run("--keep-alive", "--trace", wrong)).isEqualTo(1);
        assertThat(err.toString()).contains("wrong.csv").hasLineCount(1);
    }

    @Test
    void options_that_mean_nothing_together_are_refused() throws IOException {
        Path wide = calls();
        assertThat(run("--keep-alive", "--trace", wide, "--against", "hpa", "--lead", "5s"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--against, --lead cannot go with --keep-alive");
        assertThat(run("--keep-alive")).isEqualTo(2);
        assertThat(run("--keep-alive", "--trace", wide, "--budget", "0")).isEqualTo(2);
        assertThat(run("--keep-alive", "--trace", wide, "--load-lead", "-1")).isEqualTo(2);
        assertThat(run("--trace", wide, "--budget", "2")).isEqualTo(2);
        assertThat(err.toString()).contains("--keep-alive");
        assertThat(run("--trace", wide, "--service", "cart")).isEqualTo(2);
        assertThat(err.toString()).contains("--from-topic");
        assertThat(run("--from-topic", "--service", "cart", "--config", "c", "--policy", "p", "--trace", wide))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--trace cannot go with --from-topic");
        assertThat(run("--from-topic", "--service", "cart", "--config", "c")).isEqualTo(2);
        assertThat(err.toString()).contains("--policy");
        assertThat(run("--from-topic", "--service", "cart", "--config", "c", "--policy", "p", "--keep-alive"))
                .isEqualTo(2);
        assertThat(run()).isEqualTo(2);
    }

    /** Two days of one function that is called every seven minutes and one that is called every half hour. */
    private Path calls() throws IOException {
        StringBuilder csv = new StringBuilder("timestamp_s,often,seldom\n");
        for (int t = 0; t < 2880; t++) {
            csv.append(60 * t).append(t % 7 == 0 ? ",3" : ",0").append(t % 30 == 0 ? ",1\n" : ",0\n");
        }
        return Files.writeString(folder.resolve("calls.csv"), csv);
    }

    @Test
    void bad_usage_is_told_apart() throws IOException {
        write("a", Workloads.of(Kind.WEB_DAY, 60, 1, 1).trace());
        write("b", Workloads.of(Kind.WEB_DAY, 60, 1, 2).trace());
        assertThat(run("--lead", "soon")).isEqualTo(2);
        assertThat(err.toString()).contains("duration such as");
        assertThat(run("--trace", folder.resolve("a.csv"), "--step-for", "a=soon"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("'soon' is not a duration");
        assertThat(run("--traces", folder, "--out", folder.resolve("D.csv"))).isEqualTo(2);
        assertThat(run("--nonsense")).isEqualTo(2);
        assertThat(run("--help")).isZero();
    }

    private int run(Object... arguments) {
        List<String> words = new ArrayList<>(List.of("simulate"));
        for (Object argument : arguments) {
            words.add(argument.toString());
        }
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Sluice.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words.toArray(String[]::new));
    }

    private Path write(String name, Trace trace) throws IOException {
        return TraceFile.write(folder.resolve(name + ".csv"), trace);
    }
}
