package dev.sluice.cli.simulate.option;

import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** One of the things that {@code simulate} does. */
public interface SimulateMode {
    /** The option that asks for it. */
    String name();

    /** The options that mean something to it. Every mode also knows {@code --json} and {@code --verbose}. */
    Set<String> options();

    /**
     * Plays what was asked for and prints the result.
     *
     * @param shared the options that several modes know
     */
    void run(SharedOptions shared);

    /** Refuses options that mean nothing to this mode, all of them at once. */
    default void check(ParseResult given) {
        Set<String> always = Set.of("--json", "--verbose");
        List<String> strange = given.matchedOptions().stream()
                .map(OptionSpec::longestName)
                .filter(option -> !always.contains(option) && !options().contains(option))
                .distinct()
                .sorted()
                .toList();
        if (!strange.isEmpty()) {
            throw new ParameterException(
                    given.commandSpec().commandLine(), String.join(", ", strange) + " cannot go with " + name());
        }
    }
}
