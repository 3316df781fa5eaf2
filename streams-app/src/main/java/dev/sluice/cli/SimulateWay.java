package dev.sluice.cli;

import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The three things that {@code simulate} does, and which of its options each of them knows. */
enum SimulateWay {
    TRACES(
            "--trace",
            "--traces",
            "--column",
            "--leave-out",
            "--step",
            "--step-for",
            "--lead",
            "--per-replica",
            "--per-replica-for",
            "--skip",
            "--policy",
            "--against",
            "--objective",
            "--out",
            "--out-of",
            "--picture"),
    KEEP_ALIVE("--keep-alive", "--budget", "--load-lead", "--trace"),
    WHAT_IF(
            "--from-topic",
            "--service",
            "--config",
            "--from",
            "--to",
            "--lead",
            "--per-replica",
            "--skip",
            "--policy",
            "--against",
            "--objective",
            "--out",
            "--out-of",
            "--picture");

    private static final Set<String> ALWAYS = Set.of("--json", "--verbose");

    private final Set<String> options;

    SimulateWay(String... options) {
        this.options = Set.of(options);
    }

    /** Refuses options that mean nothing here, all of them at once. */
    void check(ParseResult given) {
        List<String> strange = given.matchedOptions().stream()
                .map(OptionSpec::longestName)
                .filter(name -> !ALWAYS.contains(name) && !options.contains(name))
                .distinct()
                .sorted()
                .toList();
        if (!strange.isEmpty()) {
            throw new ParameterException(
                    given.commandSpec().commandLine(), String.join(", ", strange) + " cannot go with " + this);
        }
    }

    @Override
    public String toString() {
        return switch (this) {
            case TRACES -> "--trace";
            case KEEP_ALIVE -> "--keep-alive";
            case WHAT_IF -> "--from-topic";
        };
    }
}
