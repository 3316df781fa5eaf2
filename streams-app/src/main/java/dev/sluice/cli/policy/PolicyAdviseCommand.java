package dev.sluice.cli.policy;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.option.SettingsOption;
import dev.sluice.policy.Mode;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code policy advise}: a policy commands nothing any more. */
@Command(
        name = "advise",
        mixinStandardHelpOptions = true,
        description =
                "Sets mode: advise: decisions are made and explained, and nothing is commanded. What runs is left as"
                        + " it is. Nothing else of the policy changes.")
final class PolicyAdviseCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Name of the service.")
    private String service = "";

    @Mixin
    private SettingsOption config = new SettingsOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        try (Connection connection = Connection.open(config.read())) {
            PolicyMode mode = PolicyMode.of(connection, service);
            boolean advised = mode.is(Mode.ADVISE);
            if (!advised) {
                mode.become(Mode.ADVISE);
            }
            PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
            out.println(service + (advised ? ": only advises already" : ": only advises"));
            out.flush();
        }
        return 0;
    }
}
