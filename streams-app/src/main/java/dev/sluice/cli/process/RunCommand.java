package dev.sluice.cli.process;

import dev.sluice.cli.option.SettingsOption;
import dev.sluice.cli.serve.Serving;
import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.config.Settings;
import dev.sluice.topology.SluiceApp;
import dev.sluice.topology.TopologySettings;
import dev.sluice.topology.output.CloudEventHeaders;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code run}: the streams application. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Turns demand into decisions and commands, until it is told to stop.")
public final class RunCommand implements Callable<Integer> {
    @Mixin
    private SettingsOption config = new SettingsOption();

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Settings settings = config.read();
        Preflight.streams(settings, out);
        try {
            return run(settings, out);
        } catch (StreamsException e) {
            throw stopped(e, settings);
        }
    }

    private static int run(Settings settings, PrintWriter out) throws InterruptedException {
        try (SluiceApp app = app(settings);
                Serving serving = Serving.run(settings, app);
                ShutdownSignal signal = ShutdownSignal.then(() -> stop(serving, app, out))) {
            app.start();
            out.println("run: " + settings.applicationId() + " decides at " + settings.bootstrapServers()
                    + ", state in " + settings.stateDirectory() + ", time from "
                    + settings.timeSource().name().toLowerCase(Locale.ROOT) + serving.where());
            out.flush();
            Optional<Throwable> failure = app.awaitStopped();
            failure.ifPresent(error -> {
                throw stopped(error, settings);
            });
            return signal.came() ? 0 : 1;
        }
    }

    /** Why it stopped and what to do about it. */
    static CommandFailedException stopped(Throwable error, Settings settings) {
        String why = isDirectoryTaken(error)
                ? "another process works in state.dir=" + settings.stateDirectory()
                        + ", or this one may not write there."
                        + " Each instance of run on a machine needs a state.dir of its own"
                : error + help(error, settings);
        return new CommandFailedException("stopped: " + why, error);
    }

    private static String help(Throwable error, Settings settings) {
        if (isBehind(MissingSourceTopicException.class, error)
                || isBehind(UnknownTopicOrPartitionException.class, error)) {
            return ". A topic of Sluice is gone: sluice doctor names it; make it again with: sluice topics create"
                    + " --config FILE";
        }
        return isBehind(ProcessorStateException.class, error)
                ? ". Check that state.dir=" + settings.stateDirectory()
                        + " is a directory that may be written, with room on its disk. It holds copies only: you may"
                        + " delete it while this instance is stopped, and Kafka restores them"
                : "";
    }

    /** Kafka Streams has no type for it. */
    private static boolean isDirectoryTaken(Throwable error) {
        return error instanceof StreamsException
                && String.valueOf(error.getMessage()).startsWith("Unable to initialize state");
    }

    private static boolean isBehind(Class<? extends Throwable> type, Throwable error) {
        return Stream.iterate(error, Objects::nonNull, Throwable::getCause).anyMatch(type::isInstance);
    }

    /** The application that these settings describe. */
    private static SluiceApp app(Settings settings) {
        Properties kafka = new Properties();
        kafka.putAll(settings.streams());
        return new SluiceApp(
                new TopologySettings(
                                settings.topics(),
                                settings.loop(),
                                settings.servicesInMemory(),
                                settings.servicesWithoutPolicy(),
                                new TopologySettings.SerdeSettings(settings.valueSerde(), settings.registry()))
                        .with(new CloudEventHeaders(
                                CloudEventHeaders.Which.valueOf(
                                        settings.cloudEvents().toUpperCase(Locale.ROOT)),
                                settings.applicationId())),
                kafka);
    }

    private static void stop(Serving serving, SluiceApp app, PrintWriter out) {
        serving.close();
        app.close();
        out.println("run: stopped");
        out.flush();
    }
}
