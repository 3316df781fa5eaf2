package dev.sluice.cli.simulate.llm;

import dev.sluice.cli.option.DurationConverter;
import dev.sluice.cli.simulate.option.FileColumn;
import dev.sluice.cli.simulate.option.ScaleOptions;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.simulator.input.spec.ReplicaSpecReader;
import dev.sluice.simulator.input.spec.StartupTimesReader;
import dev.sluice.simulator.llm.ServingScenario;
import dev.sluice.simulator.llm.TokenLimits;
import dev.sluice.simulator.llm.engine.EngineSettings;
import dev.sluice.simulator.llm.replica.ReplicaSpec;
import dev.sluice.simulator.llm.replica.StartupTimes;
import dev.sluice.simulator.llm.request.GeneratedRequests;
import dev.sluice.simulator.llm.request.RequestCopies;
import dev.sluice.simulator.llm.request.RequestKind;
import dev.sluice.simulator.llm.request.RequestTrace;
import dev.sluice.sizing.FirstToken;
import dev.sluice.sizing.InterToken;
import dev.sluice.sizing.Objective;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code simulate --llm}: a fleet that serves a language model, request by request. */
public final class LlmOptions {
    private static final Duration USUAL_STARTUP = Duration.ofSeconds(60);
    private static final double USUAL_FIRST_TOKEN = 1.5;
    private static final double USUAL_SLACK = 3;
    private static final Duration USUAL_SKIP = Duration.ofMinutes(10);
    private static final Duration USUAL_LENGTH = Duration.ofHours(2);
    private static final Duration SHORTEST = Duration.ofMinutes(10);
    private static final Duration LONGEST = Duration.ofDays(31);
    private static final double SPREAD = 60;

    @Option(
            names = "--llm",
            required = true,
            description = "Play requests to a large language model, one a row of --trace:"
                    + " arrival_s,prompt_tokens,output_tokens[,prefix_hit_tokens]. Replicas batch and queue them as an"
                    + " inference engine does; Sluice on the pools or in the roles that the policy names. --against names hpa-waiting, kpa, dynamo, dynamo-300, wva, sageserve,"
                    + " tokenscale, static-p99, oracle-const (default: all).")
    private boolean asked;

    @Option(
            names = "--generate",
            paramLabel = "chat|code|mixed",
            description = "Play generated requests instead of a --trace: chat (long answers, prefix hits), code (bursts"
                    + " and silence, short answers) or both mixed; --scale and --seed make more and others.")
    private @Nullable RequestKind generate;

    @Option(
            names = "--length",
            converter = DurationConverter.class,
            paramLabel = "2h",
            description = "How long generated requests come (default: 2h).")
    private @Nullable Duration length;

    @Option(
            names = "--startup",
            converter = DurationConverter.class,
            paramLabel = "60s",
            description = "From the order of a replica until it serves (default: the policy's lead time, or 60s; with"
                    + " --startup-dist it is added, default 0).")
    private @Nullable Duration startup;

    @Option(
            names = "--startup-dist",
            paramLabel = "F.csv[:COLUMN]",
            description = "Draw the time to load the model from measured seconds, one a row, or from columns quantile"
                    + " (0 to 1) and seconds.")
    private @Nullable String startupDist;

    @Option(
            names = "--gpu",
            paramLabel = "h100|a100|F.csv",
            description = "What a replica is: Llama-2-70B on 8 H100 or A100, or a file of step times:"
                    + " quantity,at,value (default: h100).")
    private String gpu = "h100";

    @Option(
            names = "--first-token",
            converter = DurationConverter.class,
            paramLabel = "1.5s",
            description = "Limit of the time to the first token (default: the policy's, or 1.5s).")
    private @Nullable Duration firstToken;

    @Option(
            names = "--slack",
            paramLabel = "X",
            description = "Or this many times what the prompt takes on an idle replica, if that is longer; 0: never"
                    + " (default: the policy's, or 3).")
    private @Nullable Double slack;

    @Option(
            names = "--inter-token",
            converter = DurationConverter.class,
            paramLabel = "100ms",
            description = "Limit of the mean time between the tokens of an answer (default: the policy's, or 100ms on"
                    + " h100, 200ms on a100, the file's).")
    private @Nullable Duration interToken;

    /** What is wrong with the options; empty where nothing is. */
    String wrong() {
        if (!asked) {
            return "--llm is a switch: leave it out instead";
        }
        if (slack != null && (!(slack >= 0) || Double.isInfinite(slack))) {
            return "--slack must be 0 or more, not " + slack;
        }
        if (length != null && (generate == null || length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0)) {
            return "--length is that of --generate, from 10m to 31d";
        }
        return isZero(firstToken) || isZero(interToken) ? "--first-token and --inter-token must be above 0" : "";
    }

    private static boolean isZero(@Nullable Duration limit) {
        return limit != null && limit.isZero();
    }

    /** Whether requests are generated instead of read from a file. */
    boolean generates() {
        return generate != null;
    }

    /** Generated requests, as many as --scale says. */
    Recorded generated(ScaleOptions scale) {
        RequestKind kind = Objects.requireNonNull(generate, "--generate");
        double seconds = seconds(length == null ? USUAL_LENGTH : length);
        return new Recorded("generated " + kind, GeneratedRequests.of(kind, seconds, scale.factor(), scale.seed()));
    }

    /** Recorded requests, copied as often as --scale says. */
    Recorded recorded(Path file, RequestTrace requests, ScaleOptions scale) {
        return new Recorded(
                String.valueOf(file.getFileName()).replaceFirst("\\.csv$", ""),
                new RequestCopies(scale.factor(), SPREAD, scale.seed()).of(requests));
    }

    /** Requests to play, and what to call them. */
    record Recorded(String name, RequestTrace requests) {}

    /** The scenario of requests; what options do not say the policy may. */
    ServingScenario scenario(Recorded played, Optional<ScalingPolicy> policy, long seed, Optional<Duration> skip) {
        ReplicaSpec spec = spec();
        return new ServingScenario(
                played.name(),
                played.requests(),
                spec,
                EngineSettings.DEFAULT,
                startup(policy.flatMap(ScalingPolicy::leadTime), seed),
                limits(policy.map(LlmOptions::objective), spec),
                seconds(skip.orElse(USUAL_SKIP)));
    }

    private ReplicaSpec spec() {
        Optional<ReplicaSpec> builtIn = ReplicaSpec.builtIn(gpu);
        if (builtIn.isEmpty() && !Files.exists(Path.of(gpu))) {
            throw new IllegalArgumentException("--gpu " + gpu + " is neither h100 nor a100 nor a file");
        }
        return builtIn.orElseGet(() -> ReplicaSpecReader.read(Path.of(gpu)));
    }

    private StartupTimes startup(Optional<Duration> lead, long seed) {
        if (startupDist == null) {
            return StartupTimes.fixed(seconds(startup == null ? lead.orElse(USUAL_STARTUP) : startup));
        }
        FileColumn from = FileColumn.of(startupDist);
        double fixed = startup == null ? 0 : seconds(startup);
        return StartupTimes.drawn(fixed, StartupTimesReader.read(from.file(), from.column()), seed);
    }

    private static Objective.Tokens objective(ScalingPolicy policy) {
        if (policy.objective() instanceof Objective.Tokens tokens) {
            return tokens;
        }
        throw new IllegalArgumentException(
                "the policy of " + policy.service() + " has no objective for tokens; --llm needs"
                        + " demand: {signal: tokens} and, for example, objective: {tokens: {firstToken: {below: 1.5s}}}");
    }

    private TokenLimits limits(Optional<Objective.Tokens> objective, ReplicaSpec spec) {
        Optional<FirstToken> first = objective.flatMap(Objective.Tokens::firstToken);
        Optional<InterToken> inter = objective.flatMap(Objective.Tokens::interToken);
        double usualFirst = objective.isPresent() ? Double.POSITIVE_INFINITY : USUAL_FIRST_TOKEN;
        double usualInter = objective.isPresent() ? Double.POSITIVE_INFINITY : spec.interTokenSeconds();
        return new TokenLimits(
                firstToken != null
                        ? seconds(firstToken)
                        : first.map(limit -> seconds(limit.below())).orElse(usualFirst),
                slack != null ? slack : first.map(FirstToken::slack).orElse(USUAL_SLACK),
                interToken != null
                        ? seconds(interToken)
                        : inter.map(limit -> seconds(limit.below())).orElse(usualInter));
    }

    private static double seconds(Duration length) {
        return length.toNanos() / 1e9;
    }
}
