package dev.sluice.cli.simulate;

import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * What {@code simulate} does beside playing traces, whose options mean nothing to it save some.
 *
 * @param name the option that asks for it
 * @param options the options that mean something there
 */
record SimulateMode(String name, Set<String> options) {
    static final SimulateMode KEEP_ALIVE = new SimulateMode(
            "--keep-alive",
            Set.of("--keep-alive", "--budget", "--load-lead", "--trace", "--time-column", "--time-zone"));

    static final SimulateMode MODELS = new SimulateMode(
            "--models",
            Set.of(
                    "--models",
                    "--model-specs",
                    "--model-memory",
                    "--load-time",
                    "--gpus",
                    "--gpu-memory",
                    "--generate-models",
                    "--seed",
                    "--trace",
                    "--time-column",
                    "--time-zone"));

    static final SimulateMode WHAT_IF = new SimulateMode(
            "--from-topic",
            Set.of(
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
                    "--picture"));

    static final SimulateMode CLUSTER = new SimulateMode(
            "--cluster",
            Set.of(
                    "--cluster",
                    "--trace-for",
                    "--scale-for",
                    "--scale",
                    "--first",
                    "--seed",
                    "--step",
                    "--step-for",
                    "--skip",
                    "--time-column",
                    "--time-zone",
                    "--values",
                    "--events",
                    "--holes",
                    "--against"));

    static final SimulateMode LLM = new SimulateMode(
            "--llm",
            Set.of(
                    "--llm",
                    "--trace",
                    "--generate",
                    "--length",
                    "--policy",
                    "--against",
                    "--startup",
                    "--startup-dist",
                    "--gpu",
                    "--first-token",
                    "--slack",
                    "--inter-token",
                    "--profile",
                    "--scale",
                    "--seed",
                    "--skip",
                    "--time-column",
                    "--time-zone",
                    "--out",
                    "--out-of",
                    "--picture"));
    static final SimulateMode STDIO = new SimulateMode("--stdio", Set.of("--stdio", "--policy", "--profile"));

    private static final Set<String> ALWAYS = Set.of("--json", "--verbose");

    SimulateMode {
        options = Set.copyOf(options);
    }

    /** Refuses options that mean nothing here, all of them at once. */
    void check(ParseResult given) {
        List<String> strange = given.matchedOptions().stream()
                .map(OptionSpec::longestName)
                .filter(option -> !ALWAYS.contains(option) && !options.contains(option))
                .distinct()
                .sorted()
                .toList();
        if (!strange.isEmpty()) {
            throw new ParameterException(
                    given.commandSpec().commandLine(), String.join(", ", strange) + " cannot go with " + name);
        }
    }
}
