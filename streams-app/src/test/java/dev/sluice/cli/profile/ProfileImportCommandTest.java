package dev.sluice.cli.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cli.CommandRun;
import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.kafka.LearnedHistories;
import dev.sluice.cli.option.SettingsOption;
import dev.sluice.config.record.HistoryCodec;
import dev.sluice.config.record.ProfileCodec;
import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.events.LearnedHistory;
import dev.sluice.sizing.tokens.ReplicaProfile.Point;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sluice profile import}, up to what is on the topic. */
final class ProfileImportCommandTest {
    private static final String PREFILL = "{\"prefill_isl\": [100, 3100], \"prefill_ttft\": [20.0, 155.0]}";

    @TempDir
    Path directory;

    @Test
    void a_dry_run_says_what_was_read_and_needs_no_brokers() throws IOException {
        CommandRun run =
                CommandRun.of("profile", "import", "--dry-run", profile().toString());
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("one replica, from NVIDIA Dynamo's profiler")
                .contains("prompts    100 tokens in 20 ms (5,000 tokens/s), 3,100 tokens in 155 ms (20,000 tokens/s)")
                .contains("not known  how long a step takes")
                .doesNotContain("sent.");
    }

    @Test
    void what_is_missing_or_wrong_is_named() throws IOException {
        assertThat(CommandRun.of("profile", "import", profile().toString()).err())
                .contains("--service and --config");
        assertThat(CommandRun.of(
                                "profile",
                                "import",
                                "--dry-run",
                                "--chunk",
                                "0",
                                profile().toString())
                        .err())
                .contains("--chunk and --replicas must be 1 or more, not 0 and 1");
        CommandRun bad = CommandRun.of(
                "profile",
                "import",
                "--dry-run",
                Files.writeString(directory.resolve("bad"), "[1, 2").toString());
        assertThat(bad.exit()).isEqualTo(1);
        assertThat(bad.err()).contains("bad: it is no JSON: it ends too early, at line 1, column 6");
    }

    @Test
    void it_is_sent_beside_what_was_learned_of_demand_whichever_comes_first() throws IOException {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            Path config = Files.writeString(
                    directory.resolve("sluice.properties"),
                    "bootstrap.servers=" + broker.bootstrapServers() + "\nschema.registry.url=mock://profile\n");
            run("topics", "create", "--config", config.toString(), "--partitions", "1");
            run("policy", "apply", "--config", config.toString(), "-f", policy().toString());

            String sent = importProfile(config);
            assertThat(sent).contains("sent.").contains("sluice explain chat");
            assertThat(HistoryCodec.fromRecord(newest(config))).isEmpty();
            assertThat(ProfileCodec.fromRecord(newest(config)).orElseThrow().prompts())
                    .contains(new Point(100, .02));

            run(
                    "learn",
                    "--service",
                    "chat",
                    "--config",
                    config.toString(),
                    "--from",
                    "csv=" + past(),
                    "--per-replica",
                    "1000");
            assertThat(HistoryCodec.fromRecord(newest(config))).isPresent();
            assertThat(ProfileCodec.fromRecord(newest(config))).isPresent();

            importProfile(config);
            assertThat(HistoryCodec.fromRecord(newest(config))).isPresent();
        }
    }

    private String importProfile(Path config) throws IOException {
        return run(
                "profile",
                "import",
                "--service",
                "chat",
                "--config",
                config.toString(),
                profile().toString());
    }

    private static String run(String... arguments) {
        CommandRun run = CommandRun.of(arguments);
        assertThat(run.exit()).as(run.err()).isZero();
        return run.out();
    }

    private static LearnedHistory newest(Path config) {
        try (Connection connection = Connection.open(SettingsOption.read(config))) {
            return LearnedHistories.newest(connection, "chat").orElseThrow();
        }
    }

    private Path profile() throws IOException {
        return Files.writeString(directory.resolve("prefill_raw_data.json"), PREFILL);
    }

    private Path policy() throws IOException {
        return Files.writeString(directory.resolve("chat.yaml"), """
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: chat}
                spec:
                  replicas: {max: 20}
                  demand: {signal: tokens}
                """);
    }

    private Path past() throws IOException {
        Instant start = Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(5));
        StringBuilder rows = new StringBuilder("time,units\n");
        for (int minute = 0; minute < 240; minute++) {
            rows.append(start.plusSeconds(60L * minute)).append(",600000\n");
        }
        return Files.writeString(directory.resolve("past.csv"), rows);
    }
}
