package dev.sluice.cli.simulate.option;

import dev.sluice.cli.option.DurationConverter;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.Trace;
import dev.sluice.simulator.UnusableFileException;
import dev.sluice.simulator.input.csv.CsvFile;
import dev.sluice.simulator.plant.ServiceModel;
import dev.sluice.text.NumberText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which traces to play, and how the service that they are played on serves. */
public final class TraceOptions {
    /** Where nothing is said, one replica serves a twentieth of the 99th percentile. */
    private static final double USUAL_REPLICAS = 20;

    private static final Duration USUAL_LEAD = Duration.ofSeconds(60);

    private static final double LEAST_CAPACITY = 1e-9;
    private static final double MOST_CAPACITY = 1e9;

    private static final String PER_STEP = "/step";

    @Option(
            names = "--trace",
            paramLabel = "T.csv",
            description = "Recorded demand as CSV: a column of times and one or more of demand in the step that begins"
                    + " there. May be repeated.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--traces", paramLabel = "DIR", description = "All *.csv of a folder. May be repeated.")
    private List<Path> folders = new ArrayList<>();

    @Option(
            names = "--column",
            split = ",",
            paramLabel = "C",
            description = "Columns to play, each a trace; a file with none of them plays its first.")
    private List<String> columns = new ArrayList<>();

    @Option(names = "--leave-out", split = ",", paramLabel = "NAME", description = "Traces not to play, by file name.")
    private List<String> leftOut = new ArrayList<>();

    @Option(
            names = "--step",
            converter = DurationConverter.class,
            paramLabel = "10s",
            description = "Sum steps that are shorter up to about this long; rows that are no steps of one length are"
                    + " summed to exactly this.")
    private Duration step = Duration.ZERO;

    @Option(
            names = "--step-for",
            split = ",",
            paramLabel = "NAME=15s",
            description = "The same for one trace, by file name; with --cluster by service.")
    private Map<String, String> stepFor = new LinkedHashMap<>();

    @Option(
            names = "--lead",
            converter = DurationConverter.class,
            paramLabel = "60s",
            description = "From the order of a replica until it serves (default: the policy's, or 60s).")
    private @Nullable Duration lead;

    @Option(
            names = "--per-replica",
            paramLabel = "X",
            description = "Units per second that one replica serves, or a step as X/step"
                    + " (default: the policy's, or a twentieth of p99).")
    private @Nullable String perReplica;

    @Option(
            names = "--per-replica-for",
            split = ",",
            paramLabel = "NAME=X",
            description = "The same for one trace, by file name or file name:column.")
    private Map<String, String> perReplicaFor = new LinkedHashMap<>();

    @Option(
            names = "--skip",
            converter = DurationConverter.class,
            paramLabel = "1d",
            description = "Not scored at the start (default: 30 %% of the trace, at most two days).")
    private @Nullable Duration skip;

    /** The scenarios in order of their files; what is not said here, {@code policy} may say. */
    public List<Scenario> scenarios(ScalingPolicy policy, double objective, TraceFileOptions reading) {
        List<Scenario> scenarios = new ArrayList<>();
        for (Path file : allFiles()) {
            for (Optional<String> column : columnsOf(file)) {
                scenarios.add(scenario(file, column, policy, reading).withObjective(objective));
            }
        }
        if (scenarios.isEmpty()) {
            throw new IllegalArgumentException("no trace to play: " + folders + " hold no *.csv but those left out");
        }
        return scenarios;
    }

    private List<Path> allFiles() {
        List<Path> all = new ArrayList<>(files);
        for (Path folder : folders) {
            try (Stream<Path> inside = Files.list(folder)) {
                inside.filter(f -> f.toString().endsWith(".csv")).sorted().forEach(all::add);
            } catch (IOException e) {
                throw UnusableFileException.reading(folder, e);
            }
        }
        all.removeIf(f -> leftOut.contains(name(f)));
        return all;
    }

    private List<Optional<String>> columnsOf(Path file) {
        if (files.contains(file) && folders.isEmpty() && files.size() == 1 && !columns.isEmpty()) {
            return columns.stream().map(Optional::of).toList();
        }
        List<String> there = CsvFile.header(file);
        List<Optional<String>> found =
                columns.stream().filter(there::contains).map(Optional::of).toList();
        return found.isEmpty() ? List.of(Optional.empty()) : found;
    }

    private Scenario scenario(Path file, Optional<String> column, ScalingPolicy policy, TraceFileOptions reading) {
        Trace trace = read(name(file), file, column, reading);
        String name = name(file) + column.map(c -> ":" + c).orElse("");
        double capacity = capacity(file, name, trace, policy);
        checkRange(name, capacity);
        ServiceModel model = ServiceModel.of(capacity, lead(policy.leadTime()));
        return skipping(Scenario.of(name, trace, model));
    }

    /**
     * What is known of replicas.
     *
     * @param perReplica units per second that one serves
     * @param lead from its order until it serves
     */
    public record Plant(OptionalDouble perReplica, Optional<Duration> lead) {}

    /** The scenario of demand that was read elsewhere; what is not said here, {@code known} must say. */
    public Scenario scenario(String name, Trace trace, Plant known) {
        String stated = orEmpty(perReplica);
        if (stated.isEmpty() && known.perReplica().isEmpty()) {
            throw new IllegalArgumentException(
                    name + ": nothing tells what one replica serves, say it with --per-replica");
        }
        double serves = stated.isEmpty() ? known.perReplica().getAsDouble() : parsed(stated, trace.step());
        return skipping(Scenario.of(name, trace, ServiceModel.of(serves, lead(known.lead()))));
    }

    private long lead(Optional<Duration> known) {
        return (lead == null ? known.orElse(USUAL_LEAD) : lead).toMillis();
    }

    private Scenario skipping(Scenario scenario) {
        Scenario skipped = skip == null ? scenario : scenario.withSkip(skip.toMillis() / 1000.0);
        if (skipped.firstScored() >= skipped.trace().length()) {
            throw new IllegalArgumentException(scenario.name() + " is no longer than --skip: nothing is left to score");
        }
        return skipped;
    }

    /** The one trace that is named; empty where there are more or none. */
    public Optional<Path> single() {
        return files.size() == 1 && folders.isEmpty() ? Optional.of(files.get(0)) : Optional.empty();
    }

    /** Whether no trace is named. */
    public boolean none() {
        return files.isEmpty() && folders.isEmpty();
    }

    /** The demand of {@code name} in steps as long as was asked for. */
    public Trace read(String name, Path file, Optional<String> column, TraceFileOptions reading) {
        String stated = stepFor.get(name);
        double wanted = (stated == null ? step : new DurationConverter().convert(stated)).toMillis() / 1000.0;
        Trace read = reading.read(file, column, wanted, "--step");
        return read.aggregated((int) Math.max(1, Math.round(wanted / read.step())));
    }

    /** What is not scored at the start, where that was said. */
    public Optional<Duration> skip() {
        return Optional.ofNullable(skip);
    }

    private double capacity(Path file, String name, Trace trace, ScalingPolicy policy) {
        String stated = perReplicaFor.getOrDefault(name, perReplicaFor.getOrDefault(name(file), orEmpty(perReplica)));
        if (!stated.isEmpty()) {
            return parsed(stated, trace.step());
        }
        OptionalDouble promised = policy.demand().perReplica();
        return promised.isPresent() ? promised.getAsDouble() : usual(name, trace);
    }

    /** Beyond these, sizes are lost in rounding. */
    private static void checkRange(String name, double capacity) {
        if (capacity < LEAST_CAPACITY || capacity > MOST_CAPACITY) {
            throw new IllegalArgumentException(name + ": one replica would serve " + NumberText.exactly(capacity)
                    + " units per second; only " + NumberText.exactly(LEAST_CAPACITY) + " to "
                    + NumberText.exactly(MOST_CAPACITY)
                    + " are played: count demand in another unit, such as MB for bytes, or say --per-replica");
        }
    }

    private static double usual(String name, Trace trace) {
        double peak = trace.quantile(.99);
        if (peak == 0) {
            throw new IllegalArgumentException(
                    name + ": the 99th percentile is 0, say with --per-replica what one replica serves");
        }
        return peak / USUAL_REPLICAS / trace.step();
    }

    private static double parsed(String stated, double step) {
        boolean perStep = stated.endsWith(PER_STEP);
        String number = perStep ? stated.substring(0, stated.length() - PER_STEP.length()) : stated;
        try {
            return Double.parseDouble(number) / (perStep ? step : 1);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(stated + " is not a number of units per second, nor X" + PER_STEP, e);
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("\\.csv$", "");
    }
}
