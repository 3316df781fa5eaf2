package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What {@code --help} says to somebody who has never seen the command. */
final class HelpTest {
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

    private static Map<String, CommandLine> leaves() {
        Map<String, CommandLine> leaves = new TreeMap<>();
        Sluice.commandLine().getSubcommands().forEach((name, command) -> add(name, command, leaves));
        leaves.remove("generate-completion");
        return leaves;
    }

    private static void add(String name, CommandLine command, Map<String, CommandLine> leaves) {
        if (command.getSubcommands().isEmpty()) {
            leaves.put(name, command);
        }
        command.getSubcommands().forEach((word, below) -> add(name + " " + word, below, leaves));
    }

    @Test
    void each_command_says_what_it_does_how_it_ends_and_gives_an_example() {
        assertThat(leaves()).hasSizeGreaterThan(35).allSatisfy((name, command) -> {
            String help = command.getUsageMessage();
            assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
            assertThat(help).contains("Exit codes:").contains("Example");
            assertThat(help).contains("sluice " + name.split(" ")[0]);
            assertThat(help.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        });
    }

    @Test
    void each_option_says_what_it_is_for() {
        leaves().forEach((name, command) -> assertThat(command.getCommandSpec().args())
                .as(name)
                .allSatisfy(argument ->
                        assertThat(argument.description()).as("%s", argument).isNotEmpty()));
    }

    @Test
    void each_example_is_right() {
        assertThat(HelpFooters.examples()).hasSizeGreaterThan(30);
        HelpFooters.examples()
                .forEach((name, lines) -> lines.forEach(line -> {
                    List<String> words = words(line);
                    assertThat(words.get(0)).isEqualTo("sluice");
                    assertThatCode(() -> assertThat(deepest(Sluice.commandLine()
                                            .parseArgs(words.subList(1, words.size())
                                                    .toArray(String[]::new))))
                                    .as(line)
                                    .isEqualTo(name))
                            .as(line)
                            .doesNotThrowAnyException();
                }));
    }

    private static String deepest(CommandLine.ParseResult result) {
        CommandLine.ParseResult at = result;
        while (at.hasSubcommand()) {
            at = at.subcommand();
        }
        return at.commandSpec().qualifiedName(" ").replaceFirst("^sluice ", "");
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        WORD.matcher(line)
                .results()
                .forEach(found -> words.add(found.group(1) == null ? found.group(2) : found.group(1)));
        return words;
    }

    @Test
    void a_default_is_said_where_there_is_one() {
        List<String> silent = new ArrayList<>();
        leaves().forEach((name, command) -> command.getCommandSpec().options().stream()
                .filter(option ->
                        option.defaultValue() != null && option.arity().max() > 0)
                .filter(option -> !String.join(" ", option.description())
                        .toLowerCase(Locale.ROOT)
                        .contains("default"))
                .forEach(option -> silent.add(name + " " + option.longestName())));
        assertThat(silent).isEmpty();
    }
}
