package dev.sluice.cli.profile;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.kafka.LearnedHistories;
import dev.sluice.cli.kafka.TopicWriter;
import dev.sluice.cli.option.SettingsOption;
import dev.sluice.config.record.ProfileCodec;
import dev.sluice.events.LearnedHistory;
import dev.sluice.schemas.Topic;
import dev.sluice.simulator.profile.ProfileReader;
import dev.sluice.simulator.profile.ProfileTerms;
import dev.sluice.simulator.profile.ReadProfile;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code profile import}: measurements of a replica become what a service starts from. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description =
                "Reads what was measured of one replica of a large model, prints it, and sends it: a service that is"
                        + " new then begins with it instead of caution. What is seen corrects it within minutes.",
        footer = {
            "",
            "These files are read, also several of one model together:",
            "  the folder or raw_data.npz of NVIDIA Dynamo's profiler, or its data as JSON or ConfigMap",
            "  results of 'vllm bench serve --save-result' or SGLang's bench_serving, one or more loads",
            "  perfParms of llm-d's Workload Variant Autoscaler: alpha, beta, gamma, delta",
            "  step times as 'simulate --llm --gpu' reads them: quantity,at,value",
            "",
            "Examples:",
            "  sluice profile import --dry-run bench-*.json",
            "  sluice profile import --service chat --config FILE profiling_results/"
        })
final class ProfileImportCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Measurements, or a folder of Dynamo's profiler.")
    private List<Path> files = new ArrayList<>();

    @Option(names = "--service", paramLabel = "NAME", description = "Name of the service.")
    private @Nullable String service;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings: a Java properties file. A variable SLUICE_FOO_BAR overrides foo.bar in it.")
    private @Nullable Path config;

    @Option(
            names = "--chunk",
            paramLabel = "TOKENS",
            description = "Prompt tokens that the engine computes in one step; vLLM: max_num_batched_tokens"
                    + " (default: ${DEFAULT-VALUE}).")
    private int chunk = ProfileTerms.USUAL.chunk();

    @Option(
            names = "--replicas",
            paramLabel = "N",
            description = "Replicas that a load test was put on (default: ${DEFAULT-VALUE}).")
    private int replicas = 1;

    @Option(
            names = "--accelerator",
            paramLabel = "NAME",
            description = "Which accelerator's data is meant, where llm-d's data has several.")
    private @Nullable String accelerator;

    @Option(names = "--dry-run", description = "Only say what was read; needs no brokers.")
    private boolean dryRun;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (!dryRun && (service == null || config == null)) {
            throw usage("--service and --config say whose replica it is and where to send it; --dry-run needs neither");
        }
        if (chunk < 1 || replicas < 1) {
            throw usage("--chunk and --replicas must be 1 or more, not " + chunk + " and " + replicas);
        }
        ReadProfile read =
                ProfileReader.read(files, new ProfileTerms(chunk, replicas, Optional.ofNullable(accelerator)));
        print(ProfileText.of(read));
        if (!dryRun) {
            send(read, Objects.requireNonNull(service), Objects.requireNonNull(config));
        }
        return 0;
    }

    private void send(ReadProfile read, String name, Path settings) {
        try (Connection connection = Connection.open(SettingsOption.read(settings))) {
            connection.require(Topic.LEARNED_HISTORIES);
            LearnedHistory record = ProfileCodec.toRecord(
                    name, read.profile(), LearnedHistories.newest(connection, name), Instant.now());
            try (TopicWriter<LearnedHistory> topic =
                    new TopicWriter<>(connection, Topic.LEARNED_HISTORIES, LearnedHistory.class)) {
                topic.send(name, record);
            }
        }
        print("sent. The loop begins with it in the next window that has requests; its decisions then say 'imported"
                + " profile': sluice explain " + name);
    }

    private void print(String text) {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println(text);
        out.flush();
    }

    private ParameterException usage(String message) {
        return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
    }
}
