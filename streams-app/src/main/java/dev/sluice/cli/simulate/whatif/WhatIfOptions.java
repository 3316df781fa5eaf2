package dev.sluice.cli.simulate.whatif;

import dev.sluice.cli.option.InstantConverter;
import dev.sluice.cli.option.SettingsOption;
import dev.sluice.config.Settings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code simulate --from-topic}: demand and decisions of a running system, beside a policy to come. */
public final class WhatIfOptions {
    @Option(
            names = "--from-topic",
            required = true,
            description = "Play what a running system recorded: its request-rate-events under --policy (row 'new')"
                    + " and under the newest policy of scaling-policies (row 'in-force'), beside what it decided"
                    + " in scaling-decisions (row 'recorded').")
    @SuppressWarnings("UnusedVariable") // that it is given is what counts
    private boolean asked;

    @Option(names = "--service", required = true, paramLabel = "S", description = "Name of the service.")
    private String service = "";

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "Settings of the running system: a Java properties file.")
    private @Nullable Path config;

    @Option(
            names = "--from",
            converter = InstantConverter.class,
            paramLabel = "TIME",
            description = "Leave out what was before, such as 2026-03-02T08:00:00Z (default: the first report).")
    private Instant from = Instant.EPOCH;

    @Option(
            names = "--to",
            converter = InstantConverter.class,
            paramLabel = "TIME",
            description = "Leave out what was after (default: the newest report).")
    private @Nullable Instant to;

    String service() {
        return service;
    }

    Settings settings() {
        return SettingsOption.read(Objects.requireNonNull(config, "--config is required"));
    }

    /** What is wrong with the options; empty where nothing is. */
    String wrong() {
        if (!asked) {
            return "--from-topic is a switch: leave it out instead";
        }
        if (service.isBlank()) {
            return "--service must not be empty";
        }
        return to != null && !from.isBefore(to) ? "--from must be before --to" : "";
    }

    /** The time that counts. */
    RecordedService.Period period() {
        return new RecordedService.Period(from, to == null ? RecordedService.Period.LATEST : to);
    }
}
