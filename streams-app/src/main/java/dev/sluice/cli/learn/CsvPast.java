package dev.sluice.cli.learn;

import dev.sluice.cli.simulate.option.TraceFileOptions;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.simulator.Trace;
import dev.sluice.simulator.history.KnownDemand;
import dev.sluice.simulator.history.Measure;
import dev.sluice.simulator.history.MeasuredStep;
import dev.sluice.simulator.input.MeasuredStepsReader;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The past in a CSV file: demand, read as {@code simulate} reads it, and what replicas did, if columns are named after it.
 */
final class CsvPast {
    /** A file without dates counts from an origin of its own. */
    private static final Instant DATED = Instant.parse("2000-01-01T00:00:00Z");

    private final Path file;
    private final ScalingPolicy policy;
    private final TraceFileOptions files;
    private final Duration window;

    CsvPast(Path file, ScalingPolicy policy, TraceFileOptions files, Duration window) {
        this.file = file;
        this.policy = policy;
        this.files = files;
        this.window = window;
    }

    Past read(Optional<String> column, @Nullable Duration step) {
        List<Measure> named = MeasuredStepsReader.measures(file);
        List<MeasuredStep> steps = tellsReplicas(named) ? steps() : List.of();
        boolean computed = column.isEmpty() && steps.stream().anyMatch(this::tellsDemand);
        Past past = computed ? ofSteps(steps) : ofColumn(column, step, steps);
        List<String> unknown = new ArrayList<>(past.unknown());
        if (steps.isEmpty() && !named.isEmpty()) {
            unknown.add("what one replica serves: " + file + " has no column " + Measure.REPLICAS.title());
        }
        return new Past(past.demand(), past.steps(), past.source(), unknown);
    }

    private static boolean tellsReplicas(List<Measure> named) {
        return named.contains(Measure.REPLICAS) || named.contains(Measure.PROMPT_TOKENS);
    }

    private List<MeasuredStep> steps() {
        OptionalDouble quantile = policy.objective().latencyBound().stream()
                .mapToDouble(bound -> bound.quantile())
                .findFirst();
        return files.measuredSteps(file, quantile);
    }

    private boolean tellsDemand(MeasuredStep step) {
        return step.demand(policy.demand().signal()).isPresent();
    }

    private Past ofSteps(List<MeasuredStep> steps) {
        checkDated(steps.get(0).from());
        KnownDemand demand = new KnownDemand(window.toMillis());
        for (MeasuredStep step : steps) {
            step.demand(policy.demand().signal()).ifPresent(units -> demand.add(step.from(), step.to(), units));
        }
        Duration length = Duration.ofMillis(steps.get(0).to() - steps.get(0).from());
        return new Past(demand, steps, file.toString(), LessonText.coarse(length, window));
    }

    private Past ofColumn(Optional<String> column, @Nullable Duration step, List<MeasuredStep> steps) {
        Trace trace = files.read(file, column, step == null ? 0 : step.toMillis() / 1000.0, "--step");
        checkDated(millis(trace.start()));
        KnownDemand demand = new KnownDemand(window.toMillis());
        for (int i = 0; i < trace.length(); i++) {
            demand.add(millis(trace.end(i) - trace.step()), millis(trace.end(i)), trace.values()[i]);
        }
        Duration length = Duration.ofMillis(millis(trace.step()));
        return new Past(demand, steps, file.toString(), LessonText.coarse(length, window));
    }

    private void checkDated(long from) {
        Instant begin = Instant.ofEpochMilli(from);
        if (begin.isBefore(DATED)) {
            throw new IllegalArgumentException(file + ": its times begin at " + begin
                    + ", so they are no dates: what time of day and week it was is needed to learn seasons");
        }
    }

    private static long millis(double seconds) {
        return Math.round(seconds * 1000);
    }
}
