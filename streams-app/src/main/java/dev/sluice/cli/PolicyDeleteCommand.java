package dev.sluice.cli;

import dev.sluice.config.Manifest;
import dev.sluice.config.Settings;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code policy delete}: ends a policy. */
@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        description = "Ends the policy of a service: it is watched then, and nothing is commanded for it.")
final class PolicyDeleteCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SERVICE", description = "Name of the service.")
    private String service = "";

    @Mixin
    private SettingsOption config = new SettingsOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Settings settings = config.read();
        try (Connection connection = Connection.open(settings)) {
            Declarations.of(connection, Manifest.Kind.POLICY).delete(service);
        }
        out.println(service + ": deleted");
        out.flush();
        return 0;
    }
}
