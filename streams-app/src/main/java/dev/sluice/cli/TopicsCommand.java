package dev.sluice.cli;

import picocli.CommandLine.Command;

/** {@code topics}: the topics of the contract in the cluster. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        subcommands = {TopicsCreateCommand.class, TopicsDescribeCommand.class},
        description = "Makes or shows the topics of Sluice.")
final class TopicsCommand {}
