package dev.sluice.cli.replay;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.option.DurationConverter;
import dev.sluice.cli.option.SettingsOption;
import dev.sluice.cli.simulate.option.TraceFileOptions;
import dev.sluice.config.Settings;
import dev.sluice.control.LoopSettings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.schemas.Topic;
import dev.sluice.simulator.Trace;
import dev.sluice.text.NumberText;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code replay}: publishes recorded demand as the reports of a service. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Publishes recorded demand as request-rate-events of a service, with the trace's own times:"
                + " each report is stamped with the end of its interval.")
public final class ReplayCommand implements Callable<Integer> {
    /** What the column holds. */
    enum Measure {
        requests,
        units
    }

    /** Whose times the reports carry. */
    enum Origin {
        now,
        trace
    }

    @Option(
            names = "--trace",
            required = true,
            paramLabel = "T.csv",
            description = "Recorded demand as CSV: a column of times and one or more of demand in the step that begins"
                    + " there.")
    private @Nullable Path file;

    @Mixin
    private TraceFileOptions reading = new TraceFileOptions();

    @Option(names = "--column", paramLabel = "C", description = "Column to replay (default: the first with values).")
    private @Nullable String column;

    @Option(
            names = "--as",
            paramLabel = "requests|units",
            description = "What the column holds. With units, requests come from --requests-column"
                    + " (default: ${DEFAULT-VALUE}).")
    private Measure measure = Measure.requests;

    @Option(
            names = "--requests-column",
            paramLabel = "C",
            description = "Column of requests beside units (default: ${DEFAULT-VALUE}).")
    private String requestsColumn = "requests";

    @Option(names = "--service", required = true, paramLabel = "S", description = "Name of the service.")
    private String service = "";

    @Option(
            names = "--speed",
            converter = ReplaySpeed.Converter.class,
            paramLabel = "N|max",
            description = "Times as fast as it was, or as fast as it goes (default: 1).")
    private ReplaySpeed pace = new ReplaySpeed(1);

    @Option(
            names = "--from",
            paramLabel = "trace|now",
            description = "Times of the reports: the trace's own, or shifted so that it starts now"
                    + " (default: ${DEFAULT-VALUE}).")
    private Origin from = Origin.trace;

    @Option(
            names = "--instances",
            paramLabel = "K",
            description = "Instances that share the demand evenly (default: ${DEFAULT-VALUE}).")
    private int instances = 1;

    @Option(
            names = "--window",
            converter = DurationConverter.class,
            paramLabel = "10s",
            description = "Sum the trace's steps to reports of this length (default: its own steps).")
    private @Nullable Duration window;

    @Option(
            names = "--close",
            description = "End with a report of nothing that is long enough for the last window to close.")
    private boolean close;

    @Mixin
    private SettingsOption config = new SettingsOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        if (instances < 1 || service.isBlank()) {
            throw new ParameterException(
                    command.commandLine(), "--instances must be at least 1 and --service not empty");
        }
        Recording.Demand demand = demand(Objects.requireNonNull(file));
        Settings settings = config.read();
        Recording recording = new Recording(service, demand, instances, shift(demand.requests()));
        if (from == Origin.trace && settings.timeSource() == TimeSource.WALL) {
            command.commandLine()
                    .getErr()
                    .println("replay: the reports carry the trace's own times; run with time.source=event, or use"
                            + " --from now");
        }
        try (Connection connection = Connection.open(settings)) {
            connection.require(Topic.REQUEST_RATE_EVENTS);
            Duration silence = close ? closing(demand.requests(), settings.loop()) : Duration.ZERO;
            new Playback(recording, pace, command.commandLine().getOut()).publish(connection, silence);
        }
        return 0;
    }

    private Recording.Demand demand(Path trace) {
        Trace values = steps(trace, Optional.ofNullable(column));
        if (measure == Measure.requests) {
            return new Recording.Demand(values, Optional.empty());
        }
        return new Recording.Demand(steps(trace, Optional.of(requestsColumn)), Optional.of(values));
    }

    private Trace steps(Path trace, Optional<String> name) {
        Trace values = reading.read(trace, name, window == null ? 0 : window.toMillis() / 1000.0, "--window");
        if (window == null) {
            return values;
        }
        double factor = window.toMillis() / 1000. / values.step();
        if (factor < 1 || factor != Math.rint(factor)) {
            throw new IllegalArgumentException("--window must be a whole number of the trace's steps of "
                    + NumberText.exactly(values.step()) + " s");
        }
        return values.aggregated((int) factor);
    }

    private Duration shift(Trace trace) {
        if (from == Origin.trace) {
            return Duration.ZERO;
        }
        return Duration.between(Instant.ofEpochMilli(Math.round(trace.start() * 1000)), Instant.now());
    }

    /** From the trace's end until the window that it ended in is closed, whatever its length. */
    private static Duration closing(Trace trace, LoopSettings loop) {
        Duration step = Duration.ofMillis(Math.round(trace.step() * 1000));
        Duration longest = step.compareTo(loop.window()) > 0 ? step : loop.window();
        return longest.plus(loop.grace());
    }
}
