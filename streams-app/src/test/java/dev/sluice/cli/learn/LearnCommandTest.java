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
        Path undated = Files.writeString(directory.resolve("undated.csv"), "timestamp_s,requests\n0,5\n60,6\n120,7\n");
        assertThat(failed("checkout", "csv=" + undated)).contains("no dates");
    }

    private static String failed(String service, String from) {
        CommandRun run = CommandRun.of("learn", "--service", service, "--config", config, "--from", from);
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

    /** Two days that ended an hour ago. */
    private static Path day() throws IOException {
        Path file = directory.resolve("day.csv");
        if (!Files.exists(file)) {
            Instant start = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(49));
            StringBuilder rows = new StringBuilder("time,requests\n");
            for (int minute = 0; minute < 2880; minute++) {
                long requests = Math.round(6000 + 3000 * Math.sin(2 * Math.PI * minute / 1440));
                rows.append(start.plusSeconds(60L * minute))
                        .append(',')
                        .append(requests)
                        .append('\n');
            }
            Files.writeString(file, rows);
        }
        return file;
    }
}
