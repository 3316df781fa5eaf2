package dev.sluice.cli.process;

import dev.sluice.cli.option.SettingsOption;
import dev.sluice.cli.serve.Serving;
import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.config.Settings;
import dev.sluice.controller.ResourceController;
import dev.sluice.controller.topic.TopicSource;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code controller}: the mirror of Kubernetes' custom resources as a process of its own. */
@Command(
        name = "controller",
        mixinStandardHelpOptions = true,
        description = {
            "Puts the ScalingPolicies, Pools and Budgets of a Kubernetes cluster in force, ends those whose object is deleted,"
                    + " and writes to each object's status what became of it, until it is told to stop.",
            "",
            "Example: sluice crds | kubectl apply -f - && sluice controller --config sluice.properties"
        })
public final class ControllerCommand implements Callable<Integer> {
    @Mixin
    private SettingsOption config = new SettingsOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Settings settings = config.read();
        Preflight.controller(settings);
        CountDownLatch stopped = new CountDownLatch(1);
        try (ResourceController controller = connect(settings);
                Serving serving = Serving.controller(settings.http(), controller);
                ShutdownSignal signal = ShutdownSignal.then(() -> stop(serving, controller, out, stopped))) {
            controller.start();
            out.println("controller: mirroring "
                    + (settings.controller().namespaces().isEmpty()
                            ? "all namespaces"
                            : "namespaces "
                                    + String.join(", ", settings.controller().namespaces()))
                    + " to " + settings.bootstrapServers() + serving.where());
            out.flush();
            stopped.await();
            return signal.came() ? 0 : 1;
        }
    }

    private static ResourceController connect(Settings settings) {
        TopicSource topics =
                new TopicSource(settings.topics(), settings.consumer(), settings.producer(), settings.registry());
        try {
            return ResourceController.connect(settings.controller(), topics);
        } catch (RuntimeException e) {
            throw new CommandFailedException(
                    "no Kubernetes: " + e.getMessage() + "; controller.kubeconfig names a kubeconfig file", e);
        }
    }

    private static void stop(Serving serving, ResourceController controller, PrintWriter out, CountDownLatch stopped) {
        serving.close();
        controller.close();
        out.println("controller: stopped");
        out.flush();
        stopped.countDown();
    }
}
