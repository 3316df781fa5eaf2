package dev.sluice.cli.process;

import dev.sluice.cli.option.SettingsOption;
import dev.sluice.cli.serve.Serving;
import dev.sluice.config.Settings;
import dev.sluice.executor.Actuator;
import dev.sluice.executor.ExecutorSettings;
import dev.sluice.executor.actuators.Actuators;
import dev.sluice.executor.actuators.LogActuator;
import dev.sluice.executor.commands.CommandExecutor;
import dev.sluice.schemas.Topic;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code execute}: the executor as a process of its own. */
@Command(
        name = "execute",
        mixinStandardHelpOptions = true,
        description = "Carries out scaling commands with the actuator of the settings and acknowledges them, until it"
                + " is told to stop.")
public final class ExecuteCommand implements Callable<Integer> {
    @Mixin
    private SettingsOption config = new SettingsOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Settings settings = config.read();
        Preflight.executor(settings);
        Map<String, Object> all = Actuators.withMember(settings.executor());
        ExecutorSettings own = ExecutorSettings.from(all);
        try (CommandExecutor executor = new CommandExecutor(own, actuator(settings, all, out));
                Serving serving = Serving.execute(settings.http(), executor);
                ShutdownSignal signal = ShutdownSignal.then(() -> stop(serving, executor, out))) {
            out.println("execute: carrying out " + settings.topics().name(Topic.SCALING_COMMANDS) + " of "
                    + settings.bootstrapServers() + " with actuator " + settings.actuator() + ", as " + own.name()
                    + " in group " + own.group() + serving.where());
            out.flush();
            executor.run();
            return signal.came() ? 0 : 1;
        }
    }

    private static Actuator actuator(Settings settings, Map<String, Object> all, PrintWriter out) {
        if (!settings.actuator().equals("log")) {
            return Actuators.from(all);
        }
        return new LogActuator(line -> {
            out.println(line);
            out.flush();
        });
    }

    private static void stop(Serving serving, CommandExecutor executor, PrintWriter out) {
        serving.close();
        executor.close();
        out.println("execute: stopped");
        out.flush();
    }
}
