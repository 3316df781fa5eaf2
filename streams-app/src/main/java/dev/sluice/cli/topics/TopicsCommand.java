package dev.sluice.cli.topics;

import picocli.CommandLine.Command;

/** {@code topics}: the topics of the contract in the cluster. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        subcommands = {TopicsCreateCommand.class, TopicsDescribeCommand.class},
        description = "Creates or shows the topics of Sluice.")
public final class TopicsCommand {}
