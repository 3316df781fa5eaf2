package dev.sluice.cli.doctor;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.option.SettingsOption;
import dev.sluice.cli.serve.Reporters;
import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.cli.terminal.Json;
import dev.sluice.config.Settings;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code doctor}: looks at everything that Sluice needs, changes nothing. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description =
                "Looks at brokers, registry, topics, rights, clocks, executors and reporters, and says what is wrong"
                        + " and how to fix it. Changes nothing. Exits with 1 if something is broken.")
public final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private SettingsOption config = new SettingsOption();

    @Option(names = "--json", description = "Print JSON instead of lines.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        retriesAreNotTold();
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        List<Finding> findings = look(config.read());
        out.println(
                json
                        ? Json.text(Map.of(
                                "findings", findings.stream().map(Finding::json).toList()))
                        : findings.stream().map(Finding::text).collect(Collectors.joining(System.lineSeparator())));
        out.flush();
        return findings.stream().anyMatch(finding -> finding.state() == Finding.State.BROKEN) ? 1 : 0;
    }

    /** What came of them is a finding; each try beside it would hide the others. */
    private static void retriesAreNotTold() {
        System.setProperty("org.slf4j.simpleLogger.log.dev.sluice.schemas.RegistryClient", "error");
    }

    private static List<Finding> look(Settings settings) {
        List<Finding> findings = new ArrayList<>();
        findings.add(StateDirectoryCheck.look(settings.stateDirectory()));
        findings.add(reporting(settings));
        try (Connection connection = Connection.open(settings)) {
            findings.addAll(look(settings, "brokers", new BrokerCheck(settings, connection)::look));
            findings.addAll(look(settings, "topics", new TopicCheck(settings, connection)::look));
            findings.addAll(look(settings, "who runs", new GroupCheck(settings, connection)::look));
            findings.addAll(look(settings, "lag", new LagCheck(connection)::look));
            findings.addAll(look(
                    settings, "reporters", new ReporterCheck(connection, settings.timeSource(), Instant.now())::look));
        } catch (CommandFailedException | KafkaException e) {
            findings.add(Finding.broken(
                    "brokers",
                    String.valueOf(e.getMessage()),
                    "check bootstrap.servers, security.protocol and that the brokers can be reached from here; nothing else"
                            + " was looked at"));
        }
        return findings;
    }

    /** What one look finds. A look that fails hides no other. */
    private static List<Finding> look(Settings settings, String what, Supplier<List<Finding>> look) {
        try {
            return look.get();
        } catch (CommandFailedException | KafkaException e) {
            Throwable refusal = e instanceof KafkaException ? e : e.getCause();
            return List.of(
                    refusal instanceof AuthorizationException refused
                            ? refused(settings, what, refused)
                            : Finding.unknown(what, "could not be looked at: " + e.getMessage()));
        }
    }

    private static Finding refused(Settings settings, String what, AuthorizationException refused) {
        String detail = "could not be looked at, because these credentials may not: " + refused.getMessage();
        if (refused instanceof GroupAuthorizationException group) {
            String name = group.groupId() == null ? settings.applicationId() : group.groupId();
            return Finding.unknown(
                    what, detail, MissingRights.grant(settings, List.of(AclOperation.DESCRIBE), "--group " + name));
        }
        if (refused instanceof ClusterAuthorizationException) {
            return Finding.unknown(
                    what, detail, MissingRights.grant(settings, List.of(AclOperation.DESCRIBE), "--cluster"));
        }
        return Finding.unknown(what, detail, "the finding on rights has the command that grants it");
    }

    /** Who may report to ingest over HTTP. */
    private static Finding reporting(Settings settings) {
        return Reporters.warning(settings)
                .map(why -> Finding.warning(
                        "reports over HTTP",
                        why,
                        settings.ingestAnonymous()
                                ? "set http.token and leave ingest.anonymous out, unless only senders reach the port"
                                : "nothing, if you run no ingest or all senders are beside it"))
                .orElseGet(() -> Finding.ok("reports over HTTP", "only with the token, or from this machine"));
    }
}
