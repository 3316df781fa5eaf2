package dev.sluice.cli.learn;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.kafka.KnownNames;
import dev.sluice.cli.kafka.LearnedHistories;
import dev.sluice.cli.kafka.TopicWriter;
import dev.sluice.cli.option.DurationConverter;
import dev.sluice.cli.option.SettingsOption;
import dev.sluice.cli.simulate.option.TraceFileOptions;
import dev.sluice.cli.simulate.whatif.RecordedService;
import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.config.Settings;
import dev.sluice.config.record.HistoryCodec;
import dev.sluice.config.record.ProfileCodec;
import dev.sluice.events.LearnedHistory;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.schemas.Topic;
import dev.sluice.simulator.history.TaughtDemand;
import dev.sluice.simulator.history.TaughtReplica;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code learn}: teaches forecaster and contest of a service from its past. */
@Command(
        name = "learn",
        mixinStandardHelpOptions = true,
        description = {
            "Teaches a service its past: demand, and what one replica serves if the past tells it.",
            "",
            "Says what was learned. A running loop takes it in with the next window, if it knows less; one that starts later"
                    + " takes it in then. Doing it again is harmless."
        },
        footer = {
            "",
            "Examples:",
            "  sluice learn --service checkout --config FILE --from prometheus=http://prometheus:9090 \\",
            "    --query 'sum(rate(http_requests_total{job=\"checkout\"}[1m]))' --dry-run",
            "  sluice learn --service checkout --config FILE --from prometheus=http://prometheus:9090 --preset http",
            "  sluice learn --service chat --config FILE --from prometheus=http://prometheus:9090 --preset vllm \\",
            "    --match 'model_name=\"llama\"'",
            "  sluice learn --service checkout --config FILE --from csv=checkout.csv",
            "  sluice learn --service checkout --config FILE --from topic --range 7d"
        })
public final class LearnCommand implements Callable<Integer> {
    /** Windows that may still be open, or are seen live, are left out. */
    private static final Duration LEFT_OUT = Duration.ofMinutes(2);

    private static final String OF_ROLES =
            "the demand of each role: it is forecast from live windows. What replicas did is"
                    + " learned from prefill_replicas and decode_replicas";

    @Option(names = "--service", required = true, paramLabel = "NAME", description = "Name of the service.")
    private String service = "";

    @Option(
            names = "--from",
            required = true,
            paramLabel = "SOURCE",
            description = "prometheus=URL (a server with Prometheus' HTTP API), csv=FILE (recorded demand, as simulate"
                    + " reads it), or topic (reports on request-rate-events that are still kept).")
    private String from = "";

    @Mixin
    private SettingsOption config = new SettingsOption();

    @Mixin
    private PrometheusOptions asked = new PrometheusOptions();

    @Option(
            names = "--range",
            converter = DurationConverter.class,
            paramLabel = "14d",
            description = "How far back Prometheus or the topic is read (default: 14d).")
    private Duration range = Duration.ofDays(14);

    @Option(
            names = "--step",
            converter = DurationConverter.class,
            paramLabel = "10s",
            description = "Time between two samples of Prometheus (default: the length of a window); rows of a CSV file"
                    + " that are no steps of one length are summed to this.")
    private @Nullable Duration step;

    @Option(
            names = "--column",
            paramLabel = "C",
            description = "Column of the CSV file that holds demand (default: what columns named requests, units,"
                    + " prompt_tokens and the like tell, or else the first). More columns tell what one replica serves:"
                    + " replicas, errors, latency_mean_ms, latency_p95_ms, output_tokens, first_token_mean_ms,"
                    + " inter_token_mean_ms and others (docs/learn.md).")
    private @Nullable String column;

    @Mixin
    private TraceFileOptions files = new TraceFileOptions();

    @Option(
            names = "--per-replica",
            paramLabel = "N",
            description =
                    "What one replica serves, units per second (default: what the past shows, the policy's, or what the"
                            + " running loop has learned).")
    private @Nullable Double perReplica;

    @Option(
            names = "--lead",
            converter = DurationConverter.class,
            paramLabel = "60s",
            description = "From an order to a ready replica (default: the policy's, what the running loop has learned,"
                    + " or 60s).")
    private @Nullable Duration lead;

    @Option(names = "--dry-run", description = "Only say what would be learned; change nothing.")
    private boolean dryRun;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        check();
        Settings settings = config.read();
        try (Connection connection = Connection.open(settings)) {
            ScalingPolicy policy = policy(connection);
            Replicas replicas =
                    Replicas.of(connection, policy, stated(), settings.loop().window());
            Past past = past(connection, policy, replicas.window());
            TaughtReplica shown = TaughtReplica.of(past.steps(), policy, past.source());
            Replicas.Known known = replicas.with(shown);
            TaughtDemand taught = TaughtDemand.of(
                    past.demand().windows(Instant.now().minus(LEFT_OUT)), policy, known.terms(), past.source());
            List<String> unknown = new ArrayList<>(known.unknown());
            unknown.addAll(past.unknown());
            if (policy.placement().roles().isPresent()) {
                unknown.add(OF_ROLES);
            }
            print(new LessonText(service, taught, shown, known.terms(), unknown).text());
            if (!dryRun) {
                send(connection, taught, shown);
            }
        }
        return 0;
    }

    private void check() {
        if (perReplica != null && !(perReplica > 0 && perReplica <= Double.MAX_VALUE)) {
            throw usage("--per-replica must be a number above 0, not " + perReplica);
        }
        if (range.toMillis() <= 0) {
            throw usage("--range must be above 0");
        }
        if (step != null && step.toMillis() <= 0) {
            throw usage("--step must be above 0");
        }
    }

    private Replicas.Stated stated() {
        return new Replicas.Stated(
                perReplica == null ? OptionalDouble.empty() : OptionalDouble.of(perReplica), Optional.ofNullable(lead));
    }

    private ScalingPolicy policy(Connection connection) {
        connection.require(Topic.LEARNED_HISTORIES);
        return recorded(connection).policy().orElseThrow(() -> unknown(KnownNames.hintOfService(connection, service)));
    }

    private CommandFailedException unknown(String hint) {
        return new CommandFailedException("there is no policy for " + service
                + (hint.isEmpty()
                        ? ", and what is learned depends on its objective: apply one first. With mode: advise it"
                                + " commands nothing"
                        : hint));
    }

    private RecordedService recorded(Connection connection) {
        Instant to = Instant.now();
        return new RecordedService(connection, service, new RecordedService.Period(to.minus(range), to));
    }

    private Past past(Connection connection, ScalingPolicy policy, Duration window) {
        int equals = from.indexOf('=');
        String kind = equals < 0 ? from : from.substring(0, equals);
        String where = equals < 0 ? "" : from.substring(equals + 1);
        return switch (kind) {
            case "prometheus" -> asked.past(where, policy, period(window), this::progress);
            case "csv" -> new CsvPast(Path.of(where), policy, files, window).read(Optional.ofNullable(column), step);
            case "topic" -> TopicPast.read(recorded(connection), policy.demand().signal(), range, window);
            default -> throw usage("--from is '" + from + "', not prometheus=URL, csv=FILE or topic");
        };
    }

    private PrometheusOptions.Period period(Duration window) {
        return new PrometheusOptions.Period(Instant.now().minus(LEFT_OUT), range, step == null ? window : step, window);
    }

    private void send(Connection connection, TaughtDemand taught, TaughtReplica shown) {
        Instant now = Instant.now();
        // the newest record of a service counts: what was imported stays in it
        Optional<LearnedHistory> before = LearnedHistories.newest(connection, service);
        LearnedHistory.Builder record =
                LearnedHistory.newBuilder(HistoryCodec.toRecord(service, taught.history(shown.expected()), now));
        before.map(LearnedHistory::getProfile).ifPresent(record::setProfile);
        shown.profile().ifPresent(profile -> record.setProfile(ProfileCodec.toRecord(profile)));
        try (TopicWriter<LearnedHistory> topic =
                new TopicWriter<>(connection, Topic.LEARNED_HISTORIES, LearnedHistory.class)) {
            topic.send(service, record.build());
        }
        if (shown.profile().isPresent()
                && before.map(LearnedHistory::getProfile).isPresent()) {
            print("the profile that was imported before is replaced by what was learned here of a replica");
        }
        print(
                "sent. The loop takes it in with the next window, if it knows less; its decision then says so: sluice explain "
                        + service);
    }

    private void progress(String what) {
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        err.println("reading " + what);
        err.flush();
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
