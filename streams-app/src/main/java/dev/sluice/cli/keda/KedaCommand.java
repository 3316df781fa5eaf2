package dev.sluice.cli.keda;

import picocli.CommandLine.Command;

/** {@code keda}: for services that KEDA or an HorizontalPodAutoscaler scales. */
@Command(
        name = "keda",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = KedaManifestCommand.class,
        description = "For services that KEDA or a HorizontalPodAutoscaler scales.")
public final class KedaCommand {}
