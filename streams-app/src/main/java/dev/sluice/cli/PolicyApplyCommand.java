package dev.sluice.cli;

import dev.sluice.config.PolicyCodec;
import dev.sluice.config.Settings;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.schemas.Topic;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code policy apply}: puts policies in force. */
@Command(
        name = "apply",
        mixinStandardHelpOptions = true,
        description = "Puts policies in force: all of the files, or none where anything is wrong with them.")
final class PolicyApplyCommand implements Callable<Integer> {
    @Mixin
    private PolicyFilesOption files = new PolicyFilesOption();

    @Mixin
    private SettingsOption config = new SettingsOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        List<ScalingPolicy> policies = files.read();
        Settings settings = config.read();
        try (Connection connection = Connection.open(settings)) {
            connection.require(Topic.SCALING_POLICIES);
            try (Publication<dev.sluice.events.ScalingPolicy> publication =
                    new Publication<>(connection, Topic.SCALING_POLICIES, dev.sluice.events.ScalingPolicy.class)) {
                policies.forEach(policy -> publication.send(policy.service(), PolicyCodec.toRecord(policy)));
            }
        }
        policies.forEach(policy -> out.println(policy.service() + ": applied"));
        out.flush();
        return 0;
    }
}
