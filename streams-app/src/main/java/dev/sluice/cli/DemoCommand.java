package dev.sluice.cli;

import dev.sluice.cli.demo.Demo;
import dev.sluice.cli.option.DurationConverter;
import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.cli.topics.TopicLayout;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.embedded.EmbeddedRegistry;
import dev.sluice.http.HttpSettings;
import dev.sluice.schemas.Contract;
import dev.sluice.schemas.SchemaRegistry;
import dev.sluice.schemas.Topics;
import dev.sluice.text.NumberText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code demo}: everything in one process. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Runs everything in one process: a broker, a registry, generated services of five kinds on"
                + " pools of machines, the streams application and an executor on a simulated fleet.")
final class DemoCommand implements Callable<Integer> {
    private static final int PARTITIONS = 2;
    private static final int SPARE_PORTS = 30;

    @Option(
            names = "--port",
            paramLabel = "8080",
            defaultValue = "8080",
            description =
                    "Port of the web page and the HTTP API on loopback (default: ${DEFAULT-VALUE}, or the next that"
                            + " is free; 0: any).")
    private int port;

    @Option(
            names = "--registry-port",
            paramLabel = "0",
            defaultValue = "0",
            description = "Port of the schema registry's HTTP API on loopback (default: any that is free).")
    private int registryPort;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "Allows who brings this token to set overrides and policies over HTTP (default: nobody).")
    private @Nullable String token;

    @Option(
            names = "--kafka-port",
            paramLabel = "0",
            defaultValue = "0",
            description = "Port of the broker on loopback (default: any that is free).")
    private int kafkaPort;

    @Option(
            names = "--speed",
            paramLabel = "N",
            defaultValue = "60",
            description = "How many times as fast as the wall clock its time passes: 60 shows an hour a minute, 1440 a"
                    + " day (default: ${DEFAULT-VALUE}).")
    private double speed;

    @Option(
            names = "--for",
            converter = DurationConverter.class,
            paramLabel = "60s",
            description = "Ends after this wall time with an account of each service (default: runs until it is"
                    + " interrupted).")
    private @Nullable Duration lasting;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    @SuppressWarnings("SystemConsoleNull") // on the Java that this is built for, no console means no terminal
    public Integer call() throws Exception {
        CommandSpec command = Objects.requireNonNull(spec);
        if (!(speed >= 1 && speed <= 20_000)) {
            throw new ParameterException(
                    command.commandLine(), "--speed must be from 1 to 20000, not " + NumberText.exactly(speed));
        }
        HttpSettings http = http(command);
        mustBeFree("--port", isPortStated(command) ? port : 0);
        mustBeFree("--registry-port", registryPort);
        mustBeFree("--kafka-port", kafkaPort);
        PrintWriter out = command.commandLine().getOut();
        out.println(
                "starting a broker, a registry and Sluice in this process: the page is there in about ten seconds …");
        out.flush();
        Path state = Files.createTempDirectory("sluice-demo");
        try (EmbeddedRegistry registry = EmbeddedRegistry.start(registryPort);
                EmbeddedBroker broker = EmbeddedBroker.start(kafkaPort)) {
            makeTopics(broker);
            new Contract(
                            SchemaRegistry.at(
                                    Map.of("schema.registry.url", registry.url().toString())),
                            Topics.plain())
                    .register();
            Demo.Place place =
                    new Demo.Place(broker.bootstrapServers(), registry.url().toString(), state);
            Duration until = lasting == null ? Duration.ofDays(365) : lasting;
            new Demo(place, http, new Demo.Pace(speed, until), out, System.console() != null).run();
            return 0;
        } finally {
            delete(state);
        }
    }

    private HttpSettings http(CommandSpec command) {
        try {
            HttpSettings settings = HttpSettings.onLoopback(port).orNextPorts(isPortStated(command) ? 0 : SPARE_PORTS);
            return token == null ? settings : settings.withToken(token);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private static boolean isPortStated(CommandSpec command) {
        return command.commandLine().getParseResult().hasMatchedOption("--port");
    }

    /** Told by the option that states it, and before anything is started. */
    private static void mustBeFree(String option, int port) {
        try {
            new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandFailedException(
                    option + " " + port + ": cannot listen there: " + e.getMessage()
                            + "; state another port, or 0 for any that is free",
                    e);
        }
    }

    private static void makeTopics(EmbeddedBroker broker) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(TopicLayout.alone(TimeSource.EVENT, PARTITIONS))
                    .all()
                    .get();
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> inside = Files.walk(folder)) {
            inside.sorted(Comparator.reverseOrder()).forEach(file -> {
                boolean unused = file.toFile().delete();
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
