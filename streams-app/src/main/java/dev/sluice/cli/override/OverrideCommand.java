package dev.sluice.cli.override;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.kafka.KnownNames;
import dev.sluice.cli.option.SettingsOption;
import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.cli.terminal.Json;
import dev.sluice.config.Settings;
import dev.sluice.policy.schedule.OverrideEvent;
import dev.sluice.policy.schedule.OverrideSet;
import dev.sluice.policy.schedule.ServiceOverride;
import dev.sluice.policy.schedule.ServiceOverride.Direction;
import dev.sluice.policy.schedule.ServiceOverride.Force;
import dev.sluice.policy.schedule.ServiceOverride.Freeze;
import dev.sluice.policy.schedule.ServiceOverride.Pause;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.Stack;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code override}: what people set for a service by hand or by the calendar, beside its policy. */
@Command(
        name = "override",
        mixinStandardHelpOptions = true,
        customSynopsis = "sluice override SERVICE COMMAND",
        preprocessor = OverrideCommand.ServiceFirst.class,
        description = "Sets something for a service on top of its policy, for a limited time. Precedence: pause, forced"
                + " replica count, freeze, bounds, schedule.")
public final class OverrideCommand {
    @Parameters(paramLabel = "SERVICE", arity = "0..1", description = "Name of the service.")
    private String service = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            description = "Keeps the replicas that run, whatever the demand.")
    int pause(@Mixin OverrideTerms terms) {
        return publish(terms.signature(), terms.isForced(), () -> terms.set("pause", new Pause()));
    }

    @Command(
            name = "force",
            mixinStandardHelpOptions = true,
            description = "Runs exactly that many replicas, whatever the demand.")
    int force(
            @Parameters(paramLabel = "N", converter = ReplicasConverter.class, description = "Replicas, from 0.")
                    int replicas,
            @Mixin OverrideTerms terms) {
        return publish(terms.signature(), terms.isForced(), () -> terms.set("force", new Force(replicas)));
    }

    @Command(name = "freeze", mixinStandardHelpOptions = true, description = "Forbids changes in one direction.")
    int freeze(
            @Parameters(paramLabel = "up|down", description = "The direction that is forbidden.") Direction direction,
            @Mixin OverrideTerms terms) {
        return publish(terms.signature(), terms.isForced(), () -> terms.set("freeze", new Freeze(direction)));
    }

    @Command(name = "bounds", mixinStandardHelpOptions = true, description = "Replaces the policy's bounds.")
    int bounds(@Mixin BoundsOptions bounds, @Mixin OverrideTerms terms) {
        return publish(terms.signature(), terms.isForced(), () -> terms.set("bounds", bounds.limit()));
    }

    @Command(
            name = "schedule",
            mixinStandardHelpOptions = true,
            description = "Replaces the policy's bounds at calendar times.")
    int schedule(@Mixin ScheduleTerms terms) {
        return publish(terms.signature(), terms.isForced(), terms::plan);
    }

    @Command(name = "withdraw", mixinStandardHelpOptions = true, description = "Ends what was set, before its time.")
    int withdraw(
            @Parameters(paramLabel = "ID", description = "Name of the override or schedule.") String id,
            @Mixin Attribution signature) {
        String named = service();
        signature.follow(named);
        try (Connection connection = Connection.open(signature.settings())) {
            OverrideLog log = new OverrideLog(connection, named);
            // what Sluice set itself is in its state, not on the topic
            boolean own = id.equals(ServiceOverride.OF_DRIFT);
            if (!own && !OverrideTable.of(named, log.agenda(), signature.now()).has(id)) {
                throw new CommandFailedException("nothing named " + id + " holds for " + named + ", now or later"
                        + KnownNames.hintOfService(connection, named));
            }
            log.append(new OverrideEvent.Withdraw(id, signature.author()));
        }
        print(named + ": " + id + " withdrawn");
        return 0;
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description =
                    "Lists what holds now or later: what, who, until when and why. Without SERVICE, of all services.")
    int list(
            @Mixin SettingsOption config,
            @Option(names = "--json", description = "Print JSON instead of a table.") boolean json) {
        Settings settings = config.read();
        try (Connection connection = Connection.open(settings)) {
            Map<String, OverrideSet> agendas = service.isBlank()
                    ? OverrideLog.all(connection)
                    : Map.of(service, new OverrideLog(connection, service).agenda());
            OverrideTable table = agendas.entrySet().stream()
                    .map(of -> {
                        Instant now = ServiceTime.recorded(settings, connection, of.getKey())
                                .orElseGet(Instant::now);
                        return OverrideTable.of(of.getKey(), of.getValue(), now);
                    })
                    .reduce(new OverrideTable(List.of()), OverrideTable::and);
            print(json ? Json.text(table.json()) : table.text());
        }
        return 0;
    }

    private int publish(Attribution signature, boolean isForced, Supplier<OverrideEvent> stated) {
        String named = service();
        OverrideEvent change = timed(signature, named, stated);
        try (Connection connection = Connection.open(signature.settings())) {
            if (!isForced) {
                KnownNames.requireService(connection, named, "--force sets it all the same");
            }
            new OverrideLog(connection, named).append(change);
        }
        OverrideTable.of(named, change.after(OverrideSet.EMPTY), signature.now())
                .describe()
                .forEach(said -> print(named + ": " + said));
        return 0;
    }

    private String service() {
        if (service.isBlank()) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "Missing required parameter: 'SERVICE'");
        }
        return service;
    }

    /** What is wrong with the command itself is said before what is wrong with its settings or the broker. */
    private OverrideEvent timed(Attribution signature, String named, Supplier<OverrideEvent> stated) {
        try {
            signature.follow(named);
        } catch (RuntimeException unknownTime) {
            var unused = made(stated);
            throw unknownTime;
        }
        return made(stated);
    }

    private OverrideEvent made(Supplier<OverrideEvent> stated) {
        try {
            return stated.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Where an action follows, the first word is the service, though it be called as an action is. */
    static final class ServiceFirst implements IParameterPreprocessor {
        @Override
        public boolean preprocess(
                Stack<String> words, CommandSpec command, @Nullable ArgSpec argument, Map<String, Object> info) {
            Set<String> actions = command.subcommands().keySet();
            int left = words.size();
            if (left > 1 && actions.contains(words.get(left - 1)) && actions.contains(words.get(left - 2))) {
                ((OverrideCommand) command.userObject()).service = words.pop();
            }
            return false;
        }
    }

    private void print(String text) {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println(text);
        out.flush();
    }
}
