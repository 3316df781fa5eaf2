package dev.sluice.cli.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.embedded.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sluice learn} against a real broker. */
final class LearnCommandTest {
    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static String config;

    @BeforeAll
    static void start() throws IOException {
        broker = EmbeddedBroker.start();
        config = Files.writeString(
                        directory.resolve("sluice.properties"),
                        "bootstrap.servers=" + broker.bootstrapServers() + "\nschema.registry.url=mock://learn\n")
                .toString();
        assertThat(CommandRun.of("topics", "create", "--config", config, "--partitions", "2")
                        .exit())
                .isZero();
        policy("checkout", "demand: {signal: requests, perReplica: 10}");
        policy("unsure", "demand: {signal: requests}");
        policy("shop", "objective: {latency: {quantile: 95%, below: 300ms}}");
        policy("chat", "demand: {signal: tokens}");
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void a_day_of_steps_of_a_minute_is_learned_and_told() throws IOException {
        CommandRun tried = CommandRun.of(
                "learn", "--service", "checkout", "--config", config, "--from", "csv=" + day(), "--dry-run");
        CommandRun learned =
                CommandRun.of("learn", "--service", "checkout", "--config", config, "--from", "csv=" + day());

        assertThat(tried.exit()).as(tried.err()).isZero();
        assertThat(tried.out())
                .contains("checkout: 17280 windows of 10s")
                .contains("gaps       none")
                .contains("replicas now")
                .contains("not known  the lead time: 60 s are assumed")
                .contains("not known  how demand varies within steps of 1m")
                .doesNotContain("sent.");
        assertThat(learned.exit()).isZero();
        assertThat(learned.out()).startsWith(tried.out().stripTrailing()).contains("sent.");
    }

    @Test
    void columns_of_replicas_and_latencies_tell_what_a_replica_serves() throws IOException {
        // full at 20 per second each for the first ten minutes of an hour, and quick up to 15
        Path file = rows("shop.csv", "time,requests,replicas,latency_mean_ms,latency_p95_ms", minute -> {
            boolean full = minute % 60 < 10;
            double each = full ? 20 : 12 + minute % 4;
            return "%d,10,%d,%d".formatted(Math.round(600 * each), full ? 900 : 80, full ? 2000 : 240);
        });
        CommandRun learned = CommandRun.of("learn", "--service", "shop", "--config", config, "--from", "csv=" + file);

        assertThat(learned.exit()).as(learned.err()).isZero();
        assertThat(learned.out())
                .containsPattern("replica    serves (19|20|21)(\\.\\d+)? requests/s; a request takes (7|8)\\d")
                .containsPattern("95 % are within 300 ms up to a load of (7|8|9)\\d")
                .contains("sent.");
    }

    @Test
    void columns_of_tokens_tell_how_fast_a_large_model_is() throws IOException {
        Path file = rows(
                "chat.csv",
                "time,requests,prompt_tokens,output_tokens,replicas,first_token_mean_s,inter_token_mean_ms",
                minute -> "600,600000,60000,4,0.2,%d".formatted(20 + minute % 10));
        CommandRun learned = CommandRun.of("learn", "--service", "chat", "--config", config, "--from", "csv=" + file);
        CommandRun again = CommandRun.of("learn", "--service", "chat", "--config", config, "--from", "csv=" + file);

        assertThat(learned.exit()).as(learned.err()).isZero();
        assertThat(learned.out())
                .contains("demand     11,000 tokens/s on average")
                .containsPattern("prompts    a busy replica computes (4,9|5,0)\\d\\d tokens/s, of prompts of 1,000")
                .contains("between tokens with")
                .doesNotContain("replaced");
        assertThat(again.out()).contains("the profile that was imported before is replaced");
    }

    @Test
    void what_is_missing_is_named_with_what_to_do() throws IOException {
        assertThat(failed("nobody", "csv=" + day()))
                .contains("there is no policy for nobody")
                .contains("mode: advise");
        assertThat(failed("unsure", "csv=" + day()))
                .contains("counts of demand cannot tell it")
                .contains("--per-replica N");
        assertThat(failed("checkout", "csv=/no/such.csv")).contains("/no/such.csv");
        assertThat(failed("checkout", "topic")).contains("nothing can be learned");
        assertThat(failed("checkout", "elsewhere")).contains("not prometheus=URL, csv=FILE or topic");
        assertThat(failed("checkout", "prometheus=http://localhost:1")).contains("--query");
        assertThat(failed("checkout", "prometheus=http://localhost:1", "--query", "speed=up"))
                .contains("--query names 'speed'")
                .contains("latency_mean");
        assertThat(failed("chat", "prometheus=http://localhost:1", "--preset", "http"))
                .contains("sized by TOKENS, which --preset http does not tell");
        Path unit = rows("unit.csv", "time,requests,replicas,latency_mean", minute -> "5,2,80");
        assertThat(failed("unsure", "csv=" + unit)).contains("latency_mean_ms or latency_mean_s");
        Path undated = Files.writeString(directory.resolve("undated.csv"), "timestamp_s,requests\n0,5\n60,6\n120,7\n");
        assertThat(failed("checkout", "csv=" + undated)).contains("no dates");
    }

    private static String failed(String service, String from, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("learn", "--service", service, "--config", config, "--from", from));
        arguments.addAll(List.of(more));
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
        assertThat(run.exit()).isNotZero();
        return run.err();
    }

    private static void policy(String service, String demand) throws IOException {
        Path file = Files.writeString(directory.resolve(service + ".yaml"), """
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: %s}
                spec:
                  replicas: {min: 1, max: 200}
                  mode: advise
                  %s
                """.formatted(service, demand));
        assertThat(CommandRun.of("policy", "apply", "-f", file.toString(), "--config", config)
                        .exit())
                .isZero();
    }

    /** Two days of demand that ended an hour ago. */
    private static Path day() throws IOException {
        return rows(
                "day.csv",
                "time,requests",
                minute -> String.valueOf(Math.round(6000 + 3000 * Math.sin(2 * Math.PI * minute / 1440))));
    }

    /** Two days of minutes that ended an hour ago. */
    private static Path rows(String name, String header, IntFunction<String> cells) throws IOException {
        Instant start = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(49));
        StringBuilder rows = new StringBuilder(header).append('\n');
        for (int minute = 0; minute < 2880; minute++) {
            rows.append(start.plusSeconds(60L * minute))
                    .append(',')
                    .append(cells.apply(minute))
                    .append('\n');
        }
        return Files.writeString(directory.resolve(name), rows);
    }
}
