package dev.sluice.cli.policy;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.kafka.ServiceLog;
import dev.sluice.cli.option.SettingsOption;
import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.events.ScalingDecision;
import dev.sluice.explain.VerdictWords;
import dev.sluice.policy.Mode;
import dev.sluice.schemas.Topic;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code policy act}: a policy that has only advised begins to command. */
@Command(
        name = "act",
        mixinStandardHelpOptions = true,
        description =
                "Sets mode: act, if the verdict on what the policy advised is good enough: a day of demand was seen,"
                        + " no more would have gone unserved than its objective allows, and 90 %% of windows stayed within the 95 %%"
                        + " quantile of their forecast. Nothing else of the policy changes.")
final class PolicyActCommand implements Callable<Integer> {
    /** Decisions of other services in the partition that are read past. */
    private static final long WITHIN = 2_000_000;

    @Parameters(paramLabel = "NAME", description = "Name of the service.")
    private String service = "";

    @Option(names = "--force", description = "Act whatever the verdict is.")
    private boolean force;

    @Mixin
    private SettingsOption config = new SettingsOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        try (Connection connection = Connection.open(config.read())) {
            PolicyMode mode = PolicyMode.of(connection, service);
            if (mode.is(Mode.ACT)) {
                print(service + ": acts already");
                return 0;
            }
            Optional<ScalingDecision> newest = newest(connection);
            newest.flatMap(decision -> Optional.ofNullable(decision.getVerdict()))
                    .ifPresent(verdict -> print(service + ": "
                            + new VerdictWords(verdict, newest.get().getMode()).text()));
            List<String> missing = new Evidence(newest, Instant.now()).missing();
            if (!missing.isEmpty() && !force) {
                throw new CommandFailedException(service + " goes on advising: " + String.join("; ", missing)
                        + ". Wait, mend its policy, or say --force");
            }
            mode.become(Mode.ACT);
            print(service + ": acts" + (missing.isEmpty() ? "" : ", although " + String.join("; ", missing)));
        }
        return 0;
    }

    private Optional<ScalingDecision> newest(Connection connection) {
        try (ServiceLog<ScalingDecision> log =
                new ServiceLog<>(connection, Topic.SCALING_DECISIONS, ScalingDecision.class, service)) {
            return log.last(1, WITHIN, decision -> true).stream().findFirst();
        }
    }

    private void print(String text) {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println(text);
        out.flush();
    }
}
