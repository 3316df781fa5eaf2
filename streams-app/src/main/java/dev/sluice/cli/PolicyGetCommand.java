package dev.sluice.cli;

import dev.sluice.config.Manifest;
import dev.sluice.config.ManifestText;
import dev.sluice.config.Settings;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code policy get}: the policy that is in force. */
@Command(
        name = "get",
        mixinStandardHelpOptions = true,
        description = "Prints the policy of a service that is in force, as a file that apply takes.")
final class PolicyGetCommand implements Callable<Integer> {
    @Parameters(paramLabel = "SERVICE", description = "Name of the service.")
    private String service = "";

    @Mixin
    private SettingsOption config = new SettingsOption();

    @Option(names = "--json", description = "Print JSON instead of YAML.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Settings settings = config.read();
        try (Connection connection = Connection.open(settings)) {
            Manifest policy = Declarations.of(connection, Manifest.Kind.POLICY).get(service);
            out.println(
                    json ? ManifestText.json(policy) : ManifestText.yaml(policy).stripTrailing());
            out.flush();
        }
        return 0;
    }
}
