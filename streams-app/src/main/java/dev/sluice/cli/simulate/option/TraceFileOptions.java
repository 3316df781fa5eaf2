package dev.sluice.cli.simulate.option;

import dev.sluice.cli.option.ZoneConverter;
import dev.sluice.simulator.Trace;
import dev.sluice.simulator.history.MeasuredStep;
import dev.sluice.simulator.input.CallTraceReader;
import dev.sluice.simulator.input.MeasuredStepsReader;
import dev.sluice.simulator.input.ModelCallsReader;
import dev.sluice.simulator.input.ReadTrace;
import dev.sluice.simulator.input.RequestTraceReader;
import dev.sluice.simulator.input.TraceFormat;
import dev.sluice.simulator.input.TraceReader;
import dev.sluice.simulator.keepalive.CallTrace;
import dev.sluice.simulator.llm.request.RequestTrace;
import dev.sluice.simulator.models.workload.ModelCalls;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How files of recorded demand are written, where they do not show it themselves; what was assumed is said. */
public final class TraceFileOptions {
    @Option(
            names = "--time-column",
            paramLabel = "NAME",
            description = "Column of times (default: the first called timestamp_s, timestamp, time, date, ds or the"
                    + " like). Times are numbers since 1970 in s, ms, us or ns, or such as 2015-09-01T13:45:00Z and"
                    + " 2015-09-01 13:45:00.")
    private @Nullable String timeColumn;

    @Option(
            names = "--time-zone",
            converter = ZoneConverter.class,
            paramLabel = "ZONE",
            description = "Zone of times that are written without one (default: UTC).")
    private @Nullable ZoneId zone;

    @Option(
            names = "--values",
            paramLabel = "counts|rate",
            description = "What values count: demand in the step that begins at the row's time, or demand per second"
                    + " (default: rate for columns such as requests/s, rps or requests_per_second, otherwise counts).")
    private TraceFormat.@Nullable Values values;

    @Option(
            names = "--events",
            description = "Each row is one event or request: rows are counted in steps, or with --column their values"
                    + " are summed.")
    private boolean events;

    @Option(
            names = "--holes",
            paramLabel = "zero|missing",
            description = "What a step without a row means: no demand, or demand that was not recorded, which is taken"
                    + " from the step before (default: missing up to 1 %% of steps and demand; beyond that the file is"
                    + " refused).")
    private TraceFormat.@Nullable Holes holes;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    private final Set<String> said = new HashSet<>();

    /**
     * Demand of a file.
     *
     * @param step seconds to sum rows into that are no steps of one length; 0 where that was not asked for
     * @param option the option that says the step
     */
    public Trace read(Path file, Optional<String> column, double step, String option) {
        ReadTrace read = TraceReader.read(file, column, format(option).withStep(step));
        read.account().ifPresent(this::say);
        return read.trace();
    }

    /** Calls of functions of a file. */
    public CallTrace calls(Path file) {
        CallTraceReader.ReadCalls read = CallTraceReader.read(file, format("--step"));
        if (!read.notes().isEmpty()) {
            say(file + ": " + String.join("; ", read.notes()));
        }
        return read.trace();
    }

    /** Calls of models of a file. */
    public ModelCalls modelCalls(Path file) {
        ModelCallsReader.ReadModelCalls read =
                ModelCallsReader.read(file, Optional.ofNullable(timeColumn), Optional.ofNullable(zone));
        if (!read.notes().isEmpty()) {
            say(file + ": " + String.join("; ", read.notes()));
        }
        return read.calls();
    }

    /** Requests to a language model of a file. */
    public RequestTrace requests(Path file) {
        RequestTraceReader.ReadRequests read =
                RequestTraceReader.read(file, Optional.ofNullable(timeColumn), Optional.ofNullable(zone));
        if (!read.notes().isEmpty()) {
            say(file + ": " + String.join("; ", read.notes()));
        }
        return read.trace();
    }

    /**
     * What replicas did, of a file whose columns are named after it.
     *
     * @param quantile share that the tail of latencies is wanted of
     */
    public List<MeasuredStep> measuredSteps(Path file, OptionalDouble quantile) {
        MeasuredStepsReader.ReadSteps read =
                MeasuredStepsReader.read(file, Optional.ofNullable(timeColumn), Optional.ofNullable(zone), quantile);
        if (!read.notes().isEmpty()) {
            say(file + ": " + String.join("; ", read.notes()));
        }
        return read.steps();
    }

    private TraceFormat format(String option) {
        return new TraceFormat(
                Optional.ofNullable(timeColumn),
                Optional.ofNullable(zone),
                Optional.ofNullable(values),
                events,
                Optional.ofNullable(holes),
                OptionalDouble.empty(),
                option);
    }

    /** Says each thing once. */
    public void say(String what) {
        CommandSpec command = Objects.requireNonNull(spec);
        if (said.add(what)) {
            PrintWriter err = command.commandLine().getErr();
            err.println(command.qualifiedName() + ": " + what);
            err.flush();
        }
    }
}
