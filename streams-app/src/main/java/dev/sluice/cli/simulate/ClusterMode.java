package dev.sluice.cli.simulate;

import dev.sluice.allocation.Pool;
import dev.sluice.cli.option.DurationConverter;
import dev.sluice.cli.simulate.option.FileColumn;
import dev.sluice.cli.simulate.option.ScaleOptions;
import dev.sluice.cli.simulate.option.SharedOptions;
import dev.sluice.cli.simulate.option.SimulateMode;
import dev.sluice.cli.simulate.option.TraceFileOptions;
import dev.sluice.cli.simulate.option.TraceOptions;
import dev.sluice.cli.terminal.Waiting;
import dev.sluice.config.manifest.Manifest;
import dev.sluice.config.manifest.Manifests;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.simulator.PlayedPolicy;
import dev.sluice.simulator.Trace;
import dev.sluice.simulator.cluster.ClusterScenario;
import dev.sluice.simulator.cluster.ClusterService;
import dev.sluice.simulator.cluster.score.ClusterComparison;
import dev.sluice.simulator.report.ClusterJson;
import dev.sluice.simulator.report.ClusterTable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code simulate --cluster}: services that share pools, beside the best single pool of each. */
public final class ClusterMode implements SimulateMode {
    /** What a cluster is compared with. */
    private static final String AGAINST = "single-pool";

    @Option(
            names = "--cluster",
            required = true,
            paramLabel = "FILE.yaml",
            description = "Play the services of a file (kind: ScalingPolicy) on the pools that it declares (kind: Pool)"
                    + " by price, limit and lead time, beside the best single pool of each service in hindsight.")
    private @Nullable Path file;

    @Option(
            names = "--trace-for",
            required = true,
            paramLabel = "SERVICE=T.csv[:COLUMN]",
            description = "Recorded demand of a service; one for each. Traces begin together, on one day, each at its"
                    + " own time of day.")
    private Map<String, String> traceFor = new LinkedHashMap<>();

    @Option(
            names = "--scale-for",
            split = ",",
            paramLabel = "SERVICE=X",
            description = "Multiply a service's demand (default: 1).")
    private Map<String, Double> scaleFor = new LinkedHashMap<>();

    @Option(
            names = "--first",
            converter = DurationConverter.class,
            paramLabel = "14d",
            description = "Play only the first so long of each trace (default: all of it).")
    private @Nullable Duration first;

    @Override
    public String name() {
        return "--cluster";
    }

    @Override
    public Set<String> options() {
        return Set.of(
                "--cluster",
                "--trace-for",
                "--scale-for",
                "--scale",
                "--first",
                "--seed",
                "--step",
                "--step-for",
                "--skip",
                "--time-column",
                "--time-zone",
                "--values",
                "--events",
                "--holes",
                "--against");
    }

    @Override
    public void run(SharedOptions shared) {
        boolean others = !shared.against().orElse(List.of(AGAINST)).equals(List.of(AGAINST));
        shared.refuse(others ? "--cluster is compared with " + AGAINST + " and nothing else" : wrong());
        shared.out().print(report(shared));
        shared.out().flush();
    }

    /** What is wrong with the numbers; empty where nothing is. */
    private String wrong() {
        return scaleFor.values().stream().allMatch(x -> x > 0 && Double.isFinite(x))
                ? ""
                : "--scale-for must be above 0, not " + scaleFor;
    }

    /** What mixing saves, as a table or as JSON. */
    private String report(SharedOptions shared) {
        try (Waiting waiting = Waiting.until(() -> "playing all services")) {
            ClusterComparison comparison =
                    ClusterComparison.of(scenario(shared.traces(), shared.scale(), shared.reading()));
            return shared.results().json() ? ClusterJson.of(comparison) + "\n" : ClusterTable.of(comparison);
        }
    }

    /** The cluster of the file, with the steps and the part that is not scored that {@code traces} says. */
    private ClusterScenario scenario(TraceOptions traces, ScaleOptions scale, TraceFileOptions reading) {
        Path cluster = Objects.requireNonNull(file, "--cluster is required");
        List<Pool> pools = new ArrayList<>();
        List<ClusterService> services = new ArrayList<>();
        for (Manifest manifest : Manifests.read(List.of(cluster))) {
            if (manifest instanceof Manifest.OfPool declared) {
                pools.add(declared.pool());
            } else if (manifest instanceof Manifest.OfService declared) {
                services.add(service(declared.policy(), traces, scale.factor(), reading));
            } else {
                throw new IllegalArgumentException(
                        cluster + " declares a budget for " + manifest.name() + ": budgets are not simulated");
            }
        }
        refuseUnknown("--trace-for", traceFor, services, cluster);
        refuseUnknown("--scale-for", scaleFor, services, cluster);
        return new ClusterScenario(pools, services, scale.seed());
    }

    private ClusterService service(ScalingPolicy policy, TraceOptions traces, double scale, TraceFileOptions reading) {
        String name = policy.service();
        String stated = traceFor.get(name);
        if (stated == null) {
            throw new IllegalArgumentException(
                    "no trace for the service " + name + ": name one with --trace-for " + name + "=T.csv");
        }
        FileColumn from = FileColumn.of(stated);
        Trace trace = traces.read(name, from.file(), from.column(), reading)
                .onFirstDay()
                .times(scale * scaleFor.getOrDefault(name, 1.0));
        Trace played = first == null ? trace : trace.first(first.toMillis() / 1000.0);
        PlayedPolicy part = PlayedPolicy.inCluster(policy);
        part.account().ifPresent(reading::say);
        ClusterService service = ClusterService.of(part.policy(), played);
        return traces.skip()
                .map(skip -> service.skipping(skip.toMillis() / 1000.0))
                .orElse(service);
    }

    private static void refuseUnknown(
            String option, Map<String, ?> named, List<ClusterService> services, Path cluster) {
        TreeSet<String> unknown = new TreeSet<>(named.keySet());
        services.forEach(service -> unknown.remove(service.name()));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    option + " names " + String.join(", ", unknown) + ", which " + cluster + " does not declare");
        }
    }
}
