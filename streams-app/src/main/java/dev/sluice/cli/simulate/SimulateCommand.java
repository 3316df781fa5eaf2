package dev.sluice.cli.simulate;

import dev.sluice.cli.io.Waiting;
import dev.sluice.config.manifest.Manifests;
import dev.sluice.policy.Mode;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.simulator.PlayedPolicy;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.SluiceScaler;
import dev.sluice.simulator.UnusableFileException;
import dev.sluice.simulator.baseline.Baseline;
import dev.sluice.simulator.baseline.Baselines;
import dev.sluice.simulator.llm.ServingScenario;
import dev.sluice.simulator.llm.ServingScenario.Bounds;
import dev.sluice.simulator.llm.SluiceController;
import dev.sluice.simulator.llm.contender.Contenders;
import dev.sluice.simulator.report.Comparison;
import dev.sluice.simulator.report.ComparisonJson;
import dev.sluice.simulator.report.ComparisonTable;
import dev.sluice.simulator.report.Page;
import dev.sluice.simulator.report.Picture;
import dev.sluice.simulator.report.ServingComparison;
import dev.sluice.simulator.report.ServingJson;
import dev.sluice.simulator.report.ServingPicture;
import dev.sluice.simulator.report.ServingTable;
import dev.sluice.simulator.report.SummaryTable;
import dev.sluice.sizing.Objective;
import dev.sluice.sizing.tokens.ReplicaProfile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
                    + " policy takes from them, and pools, is left out and said. A policy's changes over the recorded time are not"
                    + " followed: in force is the newest."
        })
public final class SimulateCommand implements Callable<Integer> {
    private static final String SLUICE = "sluice";
    private static final List<String> USUAL = List.of("reactive", "hpa", "hpa-tuned", "static", "oracle");

    /** Windows of demand where the policy states none, as in a running system. */
    private static final Duration WINDOW = Duration.ofSeconds(10);

    @Mixin
    private TraceOptions traces = new TraceOptions();

    @Mixin
    private TraceFileOptions reading = new TraceFileOptions();

    @Mixin
    private ScaleOptions scale = new ScaleOptions();

    @Option(
            names = "--policy",
            paramLabel = "P.yaml",
            description = "The policy that Sluice follows (default: at most 1 %% unserved, any number of replicas).")
    private @Nullable Path policyFile;

    @Option(
            names = "--against",
            split = ",",
            paramLabel = "NAME",
            description = "Autoscalers to play beside it: reactive, hpa, kpa, keda, phpa, hpa-tuned, static, oracle"
                    + " (default: reactive,hpa,hpa-tuned,static,oracle; with --from-topic none; with --cluster"
                    + " single-pool and nothing else).")
    private @Nullable List<String> against;

    @Option(
            names = "--objective",
            paramLabel = "SHARE",
            description = "Share of demand that may find no capacity, to judge by (default: the policy's, or 0.01).")
    private @Nullable Double objective;

    @Mixin
    private ProfileOption profile = new ProfileOption();

    @Option(names = "--out", paramLabel = "D.csv", description = "Write decisions: timestamp_s,replicas.")
    private @Nullable Path out;

    @Option(
            names = "--out-of",
            paramLabel = "NAME",
            description = "Whose decisions --out writes (default: sluice; with --from-topic: new).")
    private @Nullable String outOf;

    @Option(names = "--picture", paramLabel = "F.svg|F.html", description = "Draw demand, capacity and decisions.")
    private @Nullable Path picture;

    @Option(names = "--json", description = "Print JSON instead of tables.")
    private boolean json;

    @Option(
            names = "--stdio",
            description = "Size another program's fleet: with --policy, reads one line of JSON about the fleet for each"
                    + " decision, and answers with a line that holds the replicas, or nothing to leave them.")
    private boolean stdio;

    @ArgGroup(exclusive = false, heading = "%nKeep-alive of functions, with --trace and --json:%n")
    private @Nullable KeepAliveOptions keepAlive;

    @ArgGroup(exclusive = false, heading = "%nMany models on shared GPUs, with --trace, --seed and --json:%n")
    private @Nullable ModelOptions models;

    @ArgGroup(
            exclusive = false,
            heading = "%nWhat if a running system had another policy, with --policy, --against, --objective, --lead,"
                    + " --per-replica, --skip, --out, --picture and --json:%n")
    private @Nullable WhatIfOptions whatIf;

    @ArgGroup(exclusive = false, heading = "%nServices that share pools, with --step, --step-for, --skip and --json:%n")
    private @Nullable ClusterOptions cluster;

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
        List<SimulateMode> ways = Stream.of(
                        way(keepAlive, SimulateMode.KEEP_ALIVE),
                        way(models, SimulateMode.MODELS),
                        way(whatIf, SimulateMode.WHAT_IF),
                        way(cluster, SimulateMode.CLUSTER),
                        way(llm, SimulateMode.LLM),
                        way(stdio ? Boolean.TRUE : null, SimulateMode.STDIO))
                .flatMap(Optional::stream)
                .toList();
        if (ways.size() > 1) {
            throw new ParameterException(
                    line, ways.get(0).name() + " and " + ways.get(1).name() + " are two things");
        }
        ways.forEach(way -> way.check(line.getParseResult()));
        refuse(scale.wrong(), line);
        if (cluster != null) {
            cluster(cluster, line);
        } else if (llm != null) {
            llm(llm, line);
        } else if (stdio) {
            stdio(line);
        } else if (keepAlive != null) {
            keepAlive(keepAlive, line);
        } else if (models != null) {
            models(models, line);
        } else if (whatIf != null) {
            whatIf(whatIf, line);
        } else {
            traces(line);
        }
        return 0;
    }

    private static Optional<SimulateMode> way(@Nullable Object options, SimulateMode way) {
        return options == null ? Optional.empty() : Optional.of(way);
    }

    private void cluster(ClusterOptions options, CommandLine line) {
        boolean other = against != null && !against.equals(List.of(ClusterOptions.AGAINST));
        refuse(
                other ? "--cluster is compared with " + ClusterOptions.AGAINST + " and nothing else" : options.wrong(),
                line);
        String report;
        try (Waiting waiting = Waiting.until(() -> "playing all services")) {
            report = options.report(traces, scale, reading, json);
        }
        line.getOut().print(report);
        line.getOut().flush();
    }

    private void llm(LlmOptions options, CommandLine line) {
        refuse(options.wrong(), line);
        Optional<ScalingPolicy> stated = policyFile == null ? Optional.empty() : Optional.of(policy());
        ServingScenario scenario = options.scenario(requests(options, line), stated, scale.seed(), traces.skip());
        Bounds allowed = stated.map(ScalingPolicy::replicas)
                .map(bounds -> new Bounds(bounds.min(), bounds.max()))
                .orElse(new Bounds(1, Integer.MAX_VALUE));
        Optional<ReplicaProfile> told = profile.read();
        Contenders known = Contenders.on(scenario, allowed);
        known.add(SLUICE, () -> SluiceController.of(scenario, stated).startingFrom(told));
        LlmContest contest = new LlmContest(scenario, known);
        ServingComparison comparison = contest.play(Optional.ofNullable(against), reading::say);
        if (out != null) {
            write(out, DecisionsCsv.of(comparison, Optional.ofNullable(outOf)));
        }
        if (picture != null) {
            write(
                    picture,
                    picture.toString().endsWith(".html") ? Page.html(comparison) : ServingPicture.svg(comparison));
        }
        line.getOut().print(json ? ServingJson.of(comparison) + "\n" : ServingTable.of(comparison));
        line.getOut().flush();
    }

    private LlmOptions.Recorded requests(LlmOptions options, CommandLine line) {
        refuse(options.generates() && !traces.none() ? "--generate and --trace are two things" : "", line);
        if (options.generates()) {
            return options.generated(scale);
        }
        Path trace = traces.single()
                .orElseThrow(() -> new ParameterException(line, "--llm needs one --trace, or --generate chat"));
        return options.recorded(trace, reading.requests(trace), scale);
    }

    private void stdio(CommandLine line) {
        refuse(policyFile == null ? "--stdio needs the policy that decides: --policy P.yaml" : "", line);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try {
            new StdioLoop(policy(), profile.read()).run(in, line.getOut());
        } catch (IOException e) {
            throw new UncheckedIOException("standard input cannot be read: " + e.getMessage(), e);
        }
    }

    private void keepAlive(KeepAliveOptions options, CommandLine line) {
        Path trace = traces.single().orElseThrow(() -> new ParameterException(line, "--keep-alive needs one --trace"));
        refuse(options.wrong(), line);
        options.report(trace, reading).print(line.getOut(), json);
    }

    private void models(ModelOptions options, CommandLine line) {
        refuse(options.wrong(traces.single()), line);
        options.report(traces.single(), reading, scale.seed()).print(line.getOut(), json);
    }

    private void whatIf(WhatIfOptions options, CommandLine line) {
        refuse(policyFile == null ? "--from-topic needs the new policy: --policy P.yaml" : options.wrong(), line);
        ScalingPolicy changed = policy();
        WhatIf read = WhatIf.read(options, traces, changed, reading::say);
        Baselines known = Baselines.within(changed.replicas());
        List<Baseline> all = Stream.concat(
                        read.rows().stream(),
                        Stream.ofNullable(against).flatMap(List::stream).map(known::get))
                .toList();
        play(List.of(read.scenario().withObjective(objective(changed))), all, WhatIf.NEW, line.getOut());
    }

    private void traces(CommandLine line) {
        refuse(profile.isStated() ? "--profile goes with --llm or --stdio" : "", line);
        refuse(traces.none() ? "no trace to play: name one with --trace or a folder with --traces" : "", line);
        ScalingPolicy policy = alone(policy());
        List<Scenario> scenarios = traces.scenarios(policy, objective(policy), reading);
        refuse(
                scenarios.size() > 1 && (out != null || picture != null) ? "--out and --picture are for one trace" : "",
                line);
        play(scenarios, contenders(policy), SLUICE, line.getOut());
    }

    /** What of a policy can be played; what cannot is said. */
    private ScalingPolicy alone(ScalingPolicy policy) {
        PlayedPolicy played = PlayedPolicy.alone(policy);
        played.account().ifPresent(reading::say);
        return played.policy();
    }

    private static void refuse(String wrong, CommandLine line) {
        if (!wrong.isEmpty()) {
            throw new ParameterException(line, wrong);
        }
    }

    private ScalingPolicy policy() {
        if (policyFile == null) {
            ScalingPolicy usual = ScalingPolicy.of(SLUICE, Integer.MAX_VALUE);
            return objective == null ? usual : usual.withObjective(new Objective.Unserved(objective));
        }
        List<ScalingPolicy> read = Manifests.policies(List.of(policyFile));
        if (read.size() != 1) {
            throw new IllegalArgumentException(policyFile + " holds " + read.size() + " policies, one is simulated");
        }
        // what a policy only advises is simulated as if it were done
        return read.get(0).withMode(Mode.ACT);
    }

    private double objective(ScalingPolicy policy) {
        if (objective != null) {
            return new Objective.Unserved(objective).share();
        }
        return policy.objective().share();
    }

    /** Whom to play: Sluice, which is judged first, and those it is compared with, within the same bounds. */
    private List<Baseline> contenders(ScalingPolicy policy) {
        Baselines known = Baselines.within(policy.replicas());
        Duration window = policy.demand().window().orElse(WINDOW);
        known.add(Baseline.of(SLUICE, scenario -> SluiceScaler.of(scenario, policy, window)));
        return Stream.concat(Stream.of(SLUICE), (against == null ? USUAL : against).stream())
                .distinct()
                .map(known::get)
                .toList();
    }

    private void play(List<Scenario> scenarios, List<Baseline> contenders, String own, PrintWriter to) {
        List<Comparison> comparisons = compared(scenarios, contenders);
        Comparison first = comparisons.get(0);
        if (out != null) {
            write(
                    out,
                    DecisionsCsv.of(
                            first.entry(outOf == null ? own : outOf).run().decisions()));
        }
        if (picture != null) {
            write(picture, picture.toString().endsWith(".html") ? Page.html(first) : Picture.svg(first));
        }
        to.print(text(comparisons));
        to.flush();
    }

    private static List<Comparison> compared(List<Scenario> scenarios, List<Baseline> contenders) {
        List<Comparison> comparisons = new CopyOnWriteArrayList<>();
        try (Waiting waiting =
                Waiting.until(() -> "playing trace " + (comparisons.size() + 1) + " of " + scenarios.size())) {
            for (Scenario scenario : scenarios) {
                comparisons.add(Comparison.of(scenario, contenders));
            }
        }
        return comparisons;
    }

    private String text(List<Comparison> comparisons) {
        if (json) {
            return ComparisonJson.of(comparisons) + "\n";
        }
        return comparisons.size() == 1 ? ComparisonTable.of(comparisons.get(0)) : SummaryTable.of(comparisons);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw UnusableFileException.writing(file, e);
        }
    }
}
