package dev.sluice.cli;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.kafka.KnownNames;
import dev.sluice.cli.kafka.TopicWriter;
import dev.sluice.cli.option.SettingsOption;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.schemas.Topic;
import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code service}: what is done to a service as a whole. */
@Command(
        name = "service",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = "Ends services.")
final class ServiceCommand {
    @Spec
    private @Nullable CommandSpec spec;

    @Command(
            name = "retire",
            mixinStandardHelpOptions = true,
            description = "Ends a service: its policy, its claims of pools and of its tenant's money, and all that was"
                    + " learned of it are deleted. Its replicas are left as they are. If it reports again, it is a new"
                    + " service without a policy.")
    public int retire(
            @Parameters(paramLabel = "NAME", description = "Name of the service.") String name,
            @Option(names = "--force", description = "Retire it though NAME has no policy.") boolean force,
            @Mixin SettingsOption config) {
        try (Connection connection = Connection.open(config.read())) {
            connection.require(Topic.SCALING_POLICIES);
            if (!force) {
                KnownNames.requireService(connection, name, "--force retires it all the same");
            }
            try (TopicWriter<ScalingPolicy> policies =
                    new TopicWriter<>(connection, Topic.SCALING_POLICIES, ScalingPolicy.class)) {
                policies.retire(name);
            }
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println(name + ": retired");
        out.flush();
        return 0;
    }
}
