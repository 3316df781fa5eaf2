package dev.sluice.cli.override;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.option.SettingsOption;
import dev.sluice.config.Settings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.policy.schedule.Author;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who sets something for a service, why, and where. */
final class Attribution {
    private Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

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

    /** When the command was given, to the millisecond, as records hold it, by the time that the service goes by. */
    Instant now() {
        return now;
    }

    /** Goes by the time of a service's records from now on, where the settings say that they make time pass. */
    void follow(String service) {
        Settings settings = settings();
        if (settings.timeSource() == TimeSource.EVENT) {
            try (Connection connection = Connection.open(settings)) {
                now = ServiceTime.recorded(settings, connection, service).orElse(now);
            }
        }
    }

    Author author() {
        return new Author(owner, reason, now);
    }

    Settings settings() {
        return config.read();
    }
}
