package dev.sluice.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The one entry point: {@code sluice COMMAND}. */
@Command(
        name = "sluice",
        mixinStandardHelpOptions = true,
        subcommands = {BacktestCommand.class, DemoCommand.class, SimulateCommand.class},
        description = "Scales services ahead of their load: demand in over Kafka, explained scaling commands out.")
public final class Sluice {
    private Sluice() {}

    /** Runs a command and exits with 0 when it did what it was asked, 1 when it could not, 2 for bad usage. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Sluice()).execute(args));
    }
}
