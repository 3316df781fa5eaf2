package dev.sluice.cli;

import picocli.CommandLine.Command;

/** {@code policy}: what teams want for their services. */
@Command(
        name = "policy",
        mixinStandardHelpOptions = true,
        subcommands = {
            PolicyApplyCommand.class,
            PolicyValidateCommand.class,
            PolicyGetCommand.class,
            PolicyDeleteCommand.class
        },
        description = "Applies, checks, shows and ends policies.")
final class PolicyCommand {}
