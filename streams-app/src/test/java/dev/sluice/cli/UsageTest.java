package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
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
                "pool get --config none",
                "override",
                "override pause --for 1h --config none",
                "override checkout pause --config none",
                "override checkout pause --for 1h --until 2026-03-02T08:00:00Z --config none",
                "override checkout pause --for 0s --config none",
                "override checkout force -1 --for 1h --config none",
                "override checkout freeze sideways --for 1h --config none",
                "override checkout bounds --for 1h --config none",
                "override checkout bounds --min 5 --max 4 --for 1h --config none",
                "override checkout schedule --start 99_*_*_*_* --for 8h --min 5 --config none",
                "override checkout schedule --start 0_8_30_2_* --for 8h --min 5 --config none",
                "override checkout schedule --start 0_8_*_*_* --min 5 --config none",
                "override checkout schedule --start 0_8_*_*_* --for 8h --min 5 --zone Mars/Base --config none",
                "override checkout withdraw --config none",
                "costs --config none --by cloud",
                "costs --config none --since yesterday",
                "run",
                "execute --conf none"
            })
    void bad_usage_is_one_line_and_where_to_look_and_exit_2(String line) {
        CommandRun run = CommandRun.of(line.isEmpty() ? new String[0] : words(line));

        assertThat(run.exit()).as(run.err()).isEqualTo(2);
        assertThat(run.err().lines().filter(l -> !l.startsWith("Possible solutions") && !l.startsWith("Did you mean")))
                .hasSize(2)
                .last()
                .asString()
                .startsWith("See: sluice");
    }

    @Test
    void an_option_that_is_mistyped_is_named_rather_than_the_one_that_is_missing() {
        CommandRun run = CommandRun.of("policy", "list", "--confg", "sluice.properties");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).startsWith("sluice policy list: Unknown option: '--confg'; did you mean --config?");
    }

    @Test
    void what_a_policy_hardly_means_is_a_note_and_no_error() throws IOException {
        Path file = Files.writeString(directory.resolve("notes.yaml"), """
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: web}
                spec:
                  replicas: {max: 9}
                  objective: {deadline: 2020-01-01T00:00:00Z}
                  idleWindow: 5m
                  headroom: 999%
                ---
                apiVersion: sluice.dev/v1
                kind: Budget
                metadata: {name: retail}
                spec: {perMonth: 0}
                """);
        CommandRun run = CommandRun.of("policy", "validate", "-f", file.toString());

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("web: valid", "budget retail: valid")
                .contains("web: note: spec.objective.deadline 2020-01-01T00:00:00Z is over")
                .contains("web: note: spec.idleWindow means nothing with replicas.min 1")
                .contains("web: note: spec.headroom 999%")
                .contains("budget retail: note: spec.perMonth 0");
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

    @Test
    void the_commands_of_the_reference_are_understood() throws IOException {
        Path here = Path.of("docs/policy.md");
        String page = Files.readString(Files.exists(here) ? here : Path.of("..").resolve(here));
        List<String> lines =
                page.lines().filter(line -> line.startsWith("sluice ")).toList();

        assertThat(lines)
                .hasSizeGreaterThan(7)
                .allSatisfy(line -> Sluice.commandLine().parseArgs(quoted(line.substring("sluice ".length()))));
    }

    /** The words of a line as a shell takes them. */
    private static String[] quoted(String line) {
        return Pattern.compile("\"([^\"]*)\"|\\S+")
                .matcher(line)
                .results()
                .map(word -> word.group(1) == null ? word.group() : word.group(1))
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run",
                "execute",
                "ingest",
                "topics create",
                "topics describe",
                "policy get checkout",
                "policy delete checkout",
                "pool list",
                "budget get checkout",
                "override checkout list",
                "override checkout pause --for 1h",
                "costs",
                "explain checkout"
            })
    void brokers_that_do_not_answer_are_one_line_and_exit_1(String line) throws IOException {
        Path nobody = Files.writeString(
                directory.resolve("nobody.properties"),
                "bootstrap.servers=127.0.0.1:1\nschema.registry.url=mock://usage\nbroker.timeout=200ms\n");

        CommandRun run = CommandRun.of((line + " --config " + nobody).split(" "));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .isEqualToIgnoringNewLines(
                        "sluice " + line.replaceFirst(" checkout", "").replaceFirst(" --.*", "")
                                + ": no broker at 127.0.0.1:1 answered within broker.timeout=200ms: check bootstrap.servers, that it"
                                + " runs and is reached from here, and that security.protocol is that of its listener");
    }

    @Test
    void brokers_whose_name_nobody_knows_are_one_line_with_the_setting_and_its_value() throws IOException {
        Path nowhere = Files.writeString(
                directory.resolve("nowhere.properties"),
                "bootstrap.servers=broker.invalid:9092\nschema.registry.url=mock://usage\nexecutor.actuator=log\n");

        CommandRun run = CommandRun.of("execute", "--config", nowhere.toString());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .isEqualToIgnoringNewLines(
                        "sluice execute: no way to the brokers of bootstrap.servers=broker.invalid:9092: No resolvable"
                                + " bootstrap urls given in bootstrap.servers. Check the names of the hosts, and the settings"
                                + " of security and SASL");
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
                        "  " + bad + ":4: spec.modus=act: is not a known key here; did you mean mode?",
                        "  " + bad + ":4: spec.replicas.max=0: must be at least 1 and replicas.min, it is 0"
                                + " with min 1");
    }

    /** The words of a line; an underscore stands for a space in one of them. */
    private static String[] words(String line) {
        return Arrays.stream(line.split(" "))
                .map(word -> word.replace('_', ' '))
                .toArray(String[]::new);
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

    @Test
    void a_number_that_is_none_is_told_in_words_of_people() {
        assertThat(CommandRun.of("override", "checkout", "force", "many", "--for", "1h", "--config", "none")
                        .err())
                .contains("'many' is not a whole number")
                .doesNotContain("an int");
        assertThat(CommandRun.of("learn", "--service", "a", "--from", "topic", "--per-replica", "x", "--config", "none")
                        .err())
                .contains("'x' is not a number")
                .doesNotContain("double");
    }
}
