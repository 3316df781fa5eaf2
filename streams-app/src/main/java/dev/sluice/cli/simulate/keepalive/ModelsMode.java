package dev.sluice.cli.simulate.keepalive;

import dev.sluice.cli.option.DurationConverter;
import dev.sluice.cli.simulate.option.SharedOptions;
import dev.sluice.cli.simulate.option.SimulateMode;
import dev.sluice.cli.simulate.option.TraceFileOptions;
import dev.sluice.config.text.ByteSizes;
import dev.sluice.simulator.input.spec.ModelSpecsReader;
import dev.sluice.simulator.models.ModelContest;
import dev.sluice.simulator.models.ModelScenario;
import dev.sluice.simulator.models.workload.GeneratedCalls;
import dev.sluice.simulator.models.workload.ModelCalls;
import dev.sluice.simulator.models.workload.ModelSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/** {@code simulate --models}: which of many models stay loaded on GPUs that do not hold all of them. */
public final class ModelsMode implements SimulateMode {
    private static final double GENERATED_DAYS = 4;
    private static final int MOST_GENERATED = 2000;
    private static final long USUAL_MEMORY = 8L << 30;
    private static final Duration USUAL_LOAD = Duration.ofSeconds(30);

    @Option(
            names = "--models",
            required = true,
            description = "Play calls of many models, one a row of --trace: time,model[,seconds], on --gpus that share"
                    + " them. Compares which stay loaded: lru, fixed keep-alive, greedy-dual, sluice, clairvoyant.")
    private boolean asked;

    @Option(
            names = "--model-specs",
            paramLabel = "M.csv",
            description = "What models take: model,memory,load_seconds, such as sdxl,7Gi,22.")
    private @Nullable Path specs;

    @Option(
            names = "--model-memory",
            converter = Memory.class,
            paramLabel = "8Gi",
            description = "Memory of a model that the file does not name (default: 8Gi).")
    private long memory = USUAL_MEMORY;

    @Option(
            names = "--load-time",
            converter = DurationConverter.class,
            paramLabel = "30s",
            description = "Time to load such a model (default: 30s).")
    private Duration load = USUAL_LOAD;

    @Option(names = "--gpus", paramLabel = "N", description = "GPUs that the models share (default: 1).")
    private int gpus = 1;

    @Option(
            names = "--gpu-memory",
            converter = Memory.class,
            paramLabel = "80Gi",
            description = "Memory of each of them for models (default: 80Gi).")
    private long gpuMemory = 80L << 30;

    @Option(
            names = "--generate-models",
            paramLabel = "N",
            description =
                    "Play four days of generated calls of so many models instead of a --trace; --seed makes others.")
    private @Nullable Integer generated;

    /** An amount of memory, such as {@code 80Gi}. */
    static final class Memory implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            return ByteSizes.parse(value);
        }
    }

    @Override
    public String name() {
        return "--models";
    }

    @Override
    public Set<String> options() {
        return Set.of(
                "--models",
                "--model-specs",
                "--model-memory",
                "--load-time",
                "--gpus",
                "--gpu-memory",
                "--generate-models",
                "--seed",
                "--trace",
                "--time-column",
                "--time-zone");
    }

    @Override
    public void run(SharedOptions shared) {
        Optional<Path> trace = shared.traces().single();
        shared.refuse(wrong(trace));
        ModelScenario scenario =
                scenario(trace, shared.reading(), shared.scale().seed());
        new ModelReport(scenario, ModelContest.run(scenario, 1))
                .print(shared.out(), shared.results().json());
    }

    /** What is wrong; empty where nothing is. */
    private String wrong(Optional<Path> trace) {
        if (!asked) {
            return "--models is a switch: leave it out instead";
        }
        if (generated != null && (generated < 1 || generated > MOST_GENERATED)) {
            return "--generate-models must be from 1 to " + MOST_GENERATED + ", not " + generated;
        }
        if (gpus < 1) {
            return "--gpus must be at least 1, not " + gpus;
        }
        if (generated != null && (trace.isPresent() || specs != null)) {
            return "--generate-models makes calls and models: leave " + (specs == null ? "--trace" : "--model-specs")
                    + " out";
        }
        return generated == null && trace.isEmpty() ? "--models needs one --trace, or --generate-models N" : "";
    }

    private ModelScenario scenario(Optional<Path> trace, TraceFileOptions reading, long seed) {
        if (generated != null) {
            ModelCalls calls = GeneratedCalls.of(generated, GENERATED_DAYS, seed);
            return new ModelScenario(calls, GeneratedCalls.specs(calls, seed), gpus, gpuMemory);
        }
        ModelCalls calls = reading.modelCalls(trace.orElseThrow());
        Map<String, ModelSpec> known = specs == null ? Map.of() : ModelSpecsReader.read(Objects.requireNonNull(specs));
        ModelSpec usual = new ModelSpec(memory, load.toMillis() / 1000.0);
        List<ModelSpec> models = calls.names().stream()
                .map(name -> known.getOrDefault(name, usual))
                .toList();
        return new ModelScenario(calls, models, gpus, gpuMemory);
    }
}
