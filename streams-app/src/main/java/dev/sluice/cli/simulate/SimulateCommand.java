package dev.sluice.cli.simulate;

import dev.sluice.cli.simulate.keepalive.KeepAliveMode;
import dev.sluice.cli.simulate.keepalive.ModelsMode;
import dev.sluice.cli.simulate.llm.LlmMode;
import dev.sluice.cli.simulate.llm.LlmOptions;
import dev.sluice.cli.simulate.llm.StdioMode;
import dev.sluice.cli.simulate.option.PolicyOptions;
import dev.sluice.cli.simulate.option.ProfileOption;
import dev.sluice.cli.simulate.option.ResultOptions;
import dev.sluice.cli.simulate.option.ScaleOptions;
import dev.sluice.cli.simulate.option.SharedOptions;
import dev.sluice.cli.simulate.option.SimulateMode;
import dev.sluice.cli.simulate.option.TraceFileOptions;
import dev.sluice.cli.simulate.option.TraceOptions;
import dev.sluice.cli.simulate.whatif.WhatIfMode;
import dev.sluice.cli.simulate.whatif.WhatIfOptions;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code simulate}: scaling quality on recorded demand, without Kafka. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Plays recorded demand against autoscalers and scores what they served and cost; needs no Kafka"
                + " except with --from-topic.",
        footer = {
            "",
            "The first part of the demand is played but not scored (--skip): there Sluice learns. With --from-topic,"
                    + " one replica serves what the policy in force states, or else what the last decision knew, and"
                    + " likewise is ready after its lead time; sizes that were recorded become ready after it too."
                    + " Latencies are the simulated service's, not those that were recorded."
                    + " Windows without a report hold the demand of the one before. Usage events are not read: what a"
                    + " policy takes from them, and pools, is left out, and a message says so. A policy's changes over the recorded time are not"
                    + " followed: in force is the newest."
        })
public final class SimulateCommand implements Callable<Integer> {
    @Mixin
    private TraceOptions traces = new TraceOptions();

    @Mixin
    private TraceFileOptions reading = new TraceFileOptions();

    @Mixin
    private ScaleOptions scale = new ScaleOptions();

    @Mixin
    private PolicyOptions policy = new PolicyOptions();

    @Option(
            names = "--against",
            split = ",",
            paramLabel = "NAME",
            description = "Autoscalers to play beside it: reactive, hpa, kpa, keda, phpa, hpa-tuned, static, oracle"
                    + " (default: reactive,hpa,hpa-tuned,static,oracle; with --from-topic none; with --cluster"
                    + " single-pool and nothing else).")
    private @Nullable List<String> against;

    @Mixin
    private ProfileOption profile = new ProfileOption();

    @Mixin
    private ResultOptions results = new ResultOptions();

    @Option(
            names = "--stdio",
            description = "Size another program's fleet: with --policy, reads one line of JSON about the fleet for each"
                    + " decision, and answers with a line that holds the replicas, or nothing to leave them.")
    private boolean stdio;

    @ArgGroup(exclusive = false, heading = "%nKeep-alive of functions, with --trace and --json:%n")
    private @Nullable KeepAliveMode keepAlive;

    @ArgGroup(exclusive = false, heading = "%nMany models on shared GPUs, with --trace, --seed and --json:%n")
    private @Nullable ModelsMode models;

    @ArgGroup(
            exclusive = false,
            heading = "%nWhat if a running system had another policy, with --policy, --against, --objective, --lead,"
                    + " --per-replica, --skip, --out, --picture and --json:%n")
    private @Nullable WhatIfOptions whatIf;

    @ArgGroup(exclusive = false, heading = "%nServices that share pools, with --step, --step-for, --skip and --json:%n")
    private @Nullable ClusterMode cluster;

    @ArgGroup(
            exclusive = false,
            heading =
                    "%nServing of large language models, with --trace, --policy, --against, --scale, --seed, --skip, --out,"
                            + " --picture and --json:%n")
    private @Nullable LlmOptions llm;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        SharedOptions shared =
                new SharedOptions(traces, reading, scale, policy, Optional.ofNullable(against), profile, results, line);
        SimulateMode mode = mode(shared);
        mode.check(line.getParseResult());
        shared.refuse(scale.wrong());
        mode.run(shared);
        return 0;
    }

    /** The mode that was asked for; without a word of another, traces are played. */
    private SimulateMode mode(SharedOptions shared) {
        List<SimulateMode> asked = Stream.<@Nullable SimulateMode>of(
                        keepAlive,
                        models,
                        whatIf == null ? null : new WhatIfMode(whatIf),
                        cluster,
                        llm == null ? null : new LlmMode(llm),
                        stdio ? new StdioMode() : null)
                .flatMap(Stream::ofNullable)
                .toList();
        if (asked.size() > 1) {
            shared.refuse(asked.get(0).name() + " and " + asked.get(1).name() + " are two things");
        }
        return asked.isEmpty() ? new TraceMode() : asked.get(0);
    }
}
