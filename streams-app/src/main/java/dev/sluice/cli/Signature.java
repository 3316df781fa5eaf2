package dev.sluice.cli;

import dev.sluice.config.Settings;
import dev.sluice.policy.schedule.Author;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who sets something for a service, why, and where. */
final class Signature {
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    @Mixin
    private SettingsOption config = new SettingsOption();

    @Option(
            names = "--owner",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "Who sets it (default: you, ${DEFAULT-VALUE}).")
    private String owner = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for people.")
    private String reason = "";

    /** When the command was given, to the millisecond, as records hold it. */
    Instant now() {
        return now;
    }

    Author author() {
        return new Author(owner, reason, now);
    }

    Settings settings() {
        return config.read();
    }
}
