package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class UsageTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "topics",
                "policy",
                "policies",
                "topics create",
                "topics create --config none --partitions 0",
                "topics create --config none --partitions many",
                "policy apply -f p.yaml",
                "policy get --config none",
                "replay --config none --service checkout",
                "replay --config none --trace t.csv --service checkout --speed slow",
                "replay --config none --trace t.csv --service checkout --instances 0",
                "explain --config none",
                "explain checkout --config none --last 0",
                "explain checkout --config none --at yesterday",
                "weights --config none",
                "weights checkout --config none --format haproxy",
                "run",
                "execute --conf none"
            })
    void bad_usage_is_one_line_and_where_to_look_and_exit_2(String line) {
        CommandRun run = CommandRun.of(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err().lines().filter(l -> !l.startsWith("Possible solutions") && !l.startsWith("Did you mean")))
                .hasSize(2)
                .last()
                .asString()
                .startsWith("See: sluice");
    }

    @Test
    void every_command_tells_how_it_is_used() {
        for (List<String> command : commands(Sluice.commandLine(), List.of())) {
            List<String> arguments = new ArrayList<>(command);
            arguments.add("--help");

            CommandRun run = CommandRun.of(arguments.toArray(String[]::new));

            assertThat(run.exit()).as("%s", command).isZero();
            assertThat(run.out()).startsWith("Usage: sluice").contains("--help");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "execute",
                "topics create",
                "topics describe",
                "policy get checkout",
                "policy delete checkout",
                "explain checkout"
            })
    void brokers_that_do_not_answer_are_one_line_and_exit_1(String line) throws IOException {
        Path nobody = Files.writeString(
                directory.resolve("nobody.properties"),
                "bootstrap.servers=127.0.0.1:1\nschema.registry.url=mock://usage\nbroker.timeout=200ms\n");

        CommandRun run = CommandRun.of((line + " --config " + nobody).split(" "));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .isEqualToIgnoringNewLines("sluice " + line.replaceFirst(" checkout", "")
                        + ": no broker at 127.0.0.1:1 answered within 200ms");
    }

    @Test
    void a_missing_settings_file_is_one_line_and_where_it_comes_from_only_when_asked() {
        CommandRun quiet = CommandRun.of("run", "--config", "nowhere.properties");
        CommandRun verbose = CommandRun.of("--verbose", "run", "--config", "nowhere.properties");

        assertThat(quiet.exit()).isEqualTo(1);
        assertThat(quiet.err()).isEqualToIgnoringNewLines("sluice run: there is no settings file nowhere.properties");
        assertThat(verbose.err()).contains("NoSuchFileException");
    }

    @Test
    void policies_are_checked_without_kafka() throws IOException {
        Path good = Files.writeString(directory.resolve("good.yaml"), """
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: checkout}
                spec: {replicas: {max: 20}}
                """);
        Path bad = Files.writeString(directory.resolve("bad.yaml"), """
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: search}
                spec: {replicas: {max: 0}, modus: act}
                """);

        assertThat(CommandRun.of("policy", "validate", "-f", good.toString()))
                .isEqualTo(new CommandRun(0, "checkout: valid" + System.lineSeparator(), ""));
        CommandRun refused = CommandRun.of("policy", "validate", "-f", good.toString(), bad.toString());
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err().lines())
                .containsExactly(
                        "sluice policy validate: files are wrong:",
                        "  " + bad + ":4: spec.modus=act: is no key here; did you mean mode?",
                        "  " + bad + ":4: spec.replicas: replicas.max must be at least 1 and replicas.min, it is 0"
                                + " with min 1");
    }

    private static List<List<String>> commands(CommandLine command, List<String> path) {
        List<List<String>> all = new ArrayList<>(List.of(path));
        for (Map.Entry<String, CommandLine> below : command.getSubcommands().entrySet()) {
            List<String> longer = new ArrayList<>(path);
            longer.add(below.getKey());
            all.addAll(commands(below.getValue(), longer));
        }
        return all;
    }
}
