package dev.sluice.cli.inspect;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.kafka.KnownNames;
import dev.sluice.cli.kafka.TopicLog;
import dev.sluice.cli.option.InstantConverter;
import dev.sluice.cli.option.SettingsOption;
import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.cli.terminal.Json;
import dev.sluice.config.Settings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.events.ResourcePool;
import dev.sluice.schemas.Topic;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code costs}: what replicas cost, beside what a fleet of fixed size would have. */
@Command(
        name = "costs",
        mixinStandardHelpOptions = true,
        description = "Prints what replicas cost, hour by hour from acknowledgements, beside what their largest size"
                + " would have cost all the time.")
public final class CostsCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SERVICE", arity = "0..1", description = "Name of the service (default: all of them).")
    private @Nullable String service;

    @Mixin
    private SettingsOption config = new SettingsOption();

    @Option(
            names = "--since",
            converter = InstantConverter.class,
            paramLabel = "TIME",
            description = "Only hours that began then or later, such as 2026-03-01T00:00:00Z (default: all that are"
                    + " kept).")
    private Instant since = Instant.EPOCH;

    @Option(
            names = "--by",
            paramLabel = "KEY",
            description = "A row for each ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private CostReport.Key by = CostReport.Key.SERVICE;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "table, or focus: one row of CSV for each closed hour, by FOCUS 1.2 of the FinOps Foundation.")
    private Format format = Format.TABLE;

    @Mixin
    private FocusOptions focus = new FocusOptions();

    /** How costs are printed. */
    enum Format {
        TABLE,
        FOCUS
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Settings settings = config.read();
        try (Connection connection = Connection.open(settings)) {
            List<CostLog.Booked> hours = hours(settings, connection);
            if (format == Format.FOCUS) {
                out.print(focus.export(hours, spotPools(connection)).csv());
            } else {
                CostReport report = CostReport.of(hours, by);
                out.println(json ? Json.text(report.json()) : report.text());
            }
        }
        out.flush();
        return 0;
    }

    private List<CostLog.Booked> hours(Settings settings, Connection connection) {
        // an hour is written no earlier than it begins; with time from the records it may be written at any time
        Instant written = settings.timeSource() == TimeSource.WALL ? since : Instant.EPOCH;
        List<CostLog.Booked> hours =
                CostLog.read(connection, written, Optional.ofNullable(service)).since(since);
        if (hours.isEmpty()) {
            throw new CommandFailedException("no cost " + (service == null ? "" : "of " + service + " ") + "is known"
                    + (since.equals(Instant.EPOCH) ? "" : " since " + since)
                    + (service == null ? "" : KnownNames.hintOfService(connection, service)));
        }
        return hours;
    }

    /** Pools as they are declared now: an hour does not say what they were then. */
    private static Set<String> spotPools(Connection connection) {
        Set<String> spot = new HashSet<>();
        if (connection.existing().containsKey(Topic.RESOURCE_POOLS)) {
            new TopicLog<>(connection, Topic.RESOURCE_POOLS, ResourcePool.class).each(Instant.EPOCH, (name, pool) -> {
                spot.remove(name);
                pool.filter(declared -> declared.getSpot() != null).ifPresent(declared -> spot.add(name));
            });
        }
        return spot;
    }
}
