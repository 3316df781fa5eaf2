package dev.sluice.cli.profile;

import picocli.CommandLine.Command;

/** {@code profile}: what was measured of a replica that serves a large model. */
@Command(
        name = "profile",
        mixinStandardHelpOptions = true,
        subcommands = ProfileImportCommand.class,
        description = "Tells Sluice what was measured of a replica that serves a large model.")
public final class ProfileCommand {}
