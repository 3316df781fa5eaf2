package dev.sluice.cli.inspect;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.kafka.KnownNames;
import dev.sluice.cli.kafka.ServiceLog;
import dev.sluice.cli.option.InstantConverter;
import dev.sluice.cli.option.SettingsOption;
import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.cli.terminal.Json;
import dev.sluice.config.Settings;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingDecision;
import dev.sluice.explain.ExplainedCommand;
import dev.sluice.explain.Explanation;
import dev.sluice.schemas.Topic;
import dev.sluice.text.NumberText;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code explain}: the last decisions of a service, and why. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = "Prints the last decisions of a service and why: what was seen, forecast, wanted, limited and"
                + " commanded, and what became of the commands.")
public final class ExplainCommand implements Callable<Integer> {
    /** How far back in the service's partition, which others share, its decisions and answers are looked for. */
    private static final long DECISIONS_WITHIN = 2_000_000;

    private static final long ANSWERS_WITHIN = 200_000;
    private static final int MOST_ANSWERS = 1_000;

    @Parameters(paramLabel = "SERVICE", description = "Name of the service.")
    private String service = "";

    @Mixin
    private SettingsOption config = new SettingsOption();

    @Option(
            names = "--last",
            paramLabel = "N",
            description = "Decisions to print, the newest last (default: ${DEFAULT-VALUE}).")
    private int last = 5;

    @Option(
            names = "--at",
            converter = InstantConverter.class,
            paramLabel = "TIME",
            description = "Print the last decisions up to then, such as 2026-03-02T08:00:00Z.")
    private Instant at = Instant.MAX;

    @Option(names = "--json", description = "Print JSON instead of text.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        if (last < 1) {
            throw new ParameterException(command.commandLine(), "--last must be at least 1");
        }
        Settings settings = config.read();
        try (Connection connection = Connection.open(settings)) {
            List<ScalingDecision> decisions = decisions(connection);
            List<ScalingAck> answers = answers(connection, decisions);
            List<Explanation> explanations = decisions.stream()
                    .map(decision -> Explanation.of(decision, answers))
                    .toList();
            print(explanations, command.commandLine().getOut());
        }
        return 0;
    }

    private List<ScalingDecision> decisions(Connection connection) {
        try (ServiceLog<ScalingDecision> log =
                new ServiceLog<>(connection, Topic.SCALING_DECISIONS, ScalingDecision.class, service)) {
            List<ScalingDecision> found =
                    log.last(last, DECISIONS_WITHIN, d -> !d.getAt().isAfter(at));
            if (found.isEmpty()) {
                String until = at.equals(Instant.MAX) ? "" : " up to " + at;
                String hint = KnownNames.hintOfService(connection, service);
                throw new CommandFailedException("no decision for " + service + until + " among the newest "
                        + NumberText.of(DECISIONS_WITHIN) + " records of its partition"
                        + (hint.isEmpty() ? ": it has not reported, or sluice run does not run" : hint));
            }
            return found;
        }
    }

    private List<ScalingAck> answers(Connection connection, List<ScalingDecision> decisions) {
        Set<Long> generations = decisions.stream()
                .flatMap(decision -> ExplainedCommand.of(decision).stream())
                .map(explained -> explained.command().getGeneration())
                .collect(Collectors.toSet());
        if (generations.isEmpty() || !connection.existing().containsKey(Topic.SCALING_ACKS)) {
            return List.of();
        }
        try (ServiceLog<ScalingAck> log = new ServiceLog<>(connection, Topic.SCALING_ACKS, ScalingAck.class, service)) {
            return log.last(MOST_ANSWERS, ANSWERS_WITHIN, ack -> generations.contains(ack.getGeneration()));
        }
    }

    /** The record, with the answers to its commands. */
    private static Map<String, @Nullable Object> json(Explanation explanation) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(Json.of(explanation.decision()));
        List<ExplainedCommand> commands = explanation.commands();
        fields.put("commanded", commands.stream().map(c -> Json.of(c.command())).toList());
        fields.put(
                "acknowledgements",
                commands.stream()
                        .flatMap(c -> c.answers().stream())
                        .map(Json::of)
                        .toList());
        return fields;
    }

    private void print(List<Explanation> explanations, PrintWriter out) {
        if (json) {
            out.println(
                    Json.text(explanations.stream().map(ExplainCommand::json).toList()));
        } else {
            out.println(explanations.stream()
                    .map(Explanation::text)
                    .collect(Collectors.joining("\n"))
                    .stripTrailing());
        }
        out.flush();
    }
}
