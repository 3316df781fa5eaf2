package dev.sluice.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What every command's help ends with: exit codes, and examples from {@code examples.txt}. */
final class HelpFooters {
    private static final Map<String, String> EXIT_CODES = exitCodes();
    private static final int COLUMNS = 80;
    private static final String CONTINUED = " \\";
    /** Spaces between words; what is in quotes is one word. */
    private static final Pattern WORDS = Pattern.compile(" (?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");

    private HelpFooters() {}

    private static Map<String, String> exitCodes() {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put("0", "It did what it was asked.");
        codes.put("1", "It could not; the error says why.");
        codes.put("2", "The command line is wrong.");
        return codes;
    }

    /** Completes the help of all commands that do something; a command may have its own codes and examples. */
    static void addTo(CommandLine root) {
        Map<String, List<String>> examples = examples();
        root.getSubcommands().forEach((name, command) -> complete(command, name, examples));
    }

    private static void complete(CommandLine command, String name, Map<String, List<String>> examples) {
        Map<String, CommandLine> below = command.getSubcommands();
        if (!below.isEmpty()) {
            below.forEach((word, sub) -> complete(sub, name + " " + word, examples));
            return;
        }
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        if (usage.exitCodeList().isEmpty()) {
            usage.exitCodeListHeading("%nExit codes:%n").exitCodeList(EXIT_CODES);
        }
        List<String> own = examples.getOrDefault(name, List.of());
        if (!own.isEmpty()) {
            usage.footer(Stream.concat(
                            Stream.of(usage.footer()),
                            Stream.concat(
                                    Stream.of("", own.size() == 1 ? "Example:" : "Examples:"),
                                    own.stream().flatMap(HelpFooters::lines)))
                    .toArray(String[]::new));
        }
    }

    /** An example in lines that a terminal of 80 columns shows whole, and a shell takes as one. */
    private static Stream<String> lines(String example) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder("  sluice");
        for (String word : WORDS.split(example.substring("sluice ".length()))) {
            if (line.length() + word.length() + CONTINUED.length() >= COLUMNS) {
                lines.add(line + CONTINUED);
                line = new StringBuilder("     ");
            }
            line.append(' ').append(word);
        }
        lines.add(line.toString());
        return lines.stream();
    }

    /** Examples by command: {@code policy apply}. */
    static Map<String, List<String>> examples() {
        Map<String, List<String>> examples = new LinkedHashMap<>();
        try (InputStream in = HelpFooters.class.getResourceAsStream("examples.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(
                        Objects.requireNonNull(in, "examples.txt belongs to the jar"), StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                String[] parts = line.split(": ", 2);
                examples.computeIfAbsent(parts[0], unused -> new ArrayList<>()).add(parts[1]);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return examples;
    }
}
