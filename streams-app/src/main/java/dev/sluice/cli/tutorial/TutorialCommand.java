package dev.sluice.cli.tutorial;

import dev.sluice.cli.option.DurationConverter;
import dev.sluice.cli.terminal.Table;
import dev.sluice.schemas.DemandReporter;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tutorial}: real workers, a real load balancer, a real load. */
@Command(
        name = "tutorial",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Scales real HTTP workers on this machine behind nginx under a load that rises and falls, three times:"
                        + " with a fixed count, with a reactive rule, and with Sluice. Prints latency, failures and cost of each."
                        + " Then ends workers by 20 orders under load, and counts the requests that fail."
                        + " Needs nginx.")
public final class TutorialCommand implements Callable<Integer> {
    private static final double PER_WORKER = 28;
    private static final int AT_ONCE = 2;
    private static final int SERVICE_MS = 50;
    private static final int START_MS = 2_000;
    private static final Duration END_WITHIN = Duration.ofSeconds(30);

    @Option(
            names = "--course",
            converter = DurationConverter.class,
            paramLabel = "60s",
            defaultValue = "60s",
            description = "How long each of the three courses lasts (default: ${DEFAULT-VALUE}).")
    private Duration course = Duration.ofMinutes(1);

    @Option(
            names = "--peak",
            paramLabel = "220",
            defaultValue = "220",
            description = "Requests per second at the top of the wave, which has a tenth of it at the bottom (default:"
                    + " ${DEFAULT-VALUE}).")
    private double peak;

    @Option(
            names = "--seed",
            paramLabel = "1",
            defaultValue = "1",
            description = "Seed of the arrivals (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description = "Where its files are and stay (default: a temporary directory).")
    private @Nullable Path directory;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Path nginxProgram = Nginx.program();
        Path root =
                directory == null ? Files.createTempDirectory("sluice-tutorial") : Files.createDirectories(directory);
        Path base = root.toRealPath();
        out.println("files are in " + base + "; " + nginxProgram
                + ", a broker, a registry, Sluice and its executor start …");
        out.flush();
        Path state = base.resolve("processes");
        try (Nginx nginx = Nginx.start(base, Tutorial.SERVICES);
                Platform platform = new Platform(base, executing(base, state))) {
            Wave wave = new Wave(peak / 10, peak, Duration.ofSeconds(30));
            write(base, platform, state);
            Tutorial.Plan plan = new Tutorial.Plan(wave, course, PER_WORKER, seed);
            // Ctrl-C: workers would outlive this process
            Thread hook = new Thread(() -> end(platform, state), "tutorial-end");
            Runtime.getRuntime().addShutdownHook(hook);
            try (DemandReporter reporter = platform.reporter(Tutorial.SLUICE)) {
                LoadGenerator.Watcher watcher = LoadGenerator.Watcher.of(reporter);
                show(out, new Tutorial(platform, watcher, nginx, state, plan, out), platform, base);
                show(out, new ScaleDowns(platform, nginx, state, out).run(seed));
            } finally {
                end(platform, state);
            }
            Runtime.getRuntime().removeShutdownHook(hook);
            return 0;
        }
    }

    private static void show(PrintWriter out, Tutorial tutorial, Platform platform, Path base)
            throws IOException, InterruptedException {
        platform.declare(policies(base, "advise"));
        Table table = new Table(Course.HEADING);
        table.row(tutorial.fixed().row());
        table.row(tutorial.reactive().row());
        Course sluice = tutorial.sluice(policies(base, "act"));
        table.row(sluice.row());
        out.println();
        out.print(table);
        out.printf(
                "%nSluice scaled down %d times under load, and %d of its requests failed.%n",
                sluice.changes().down(), sluice.answers().failures());
        out.flush();
    }

    private static void show(PrintWriter out, ScaleDowns.Result drained) {
        out.printf(
                Locale.ROOT,
                "%n%d scale-downs by hand, under a load that went on: %d of %,d requests failed.%n",
                drained.count(),
                drained.answers().failures(),
                drained.answers().count());
        out.flush();
    }

    /** Policies of all services. Sluice knows those that others scale, and leaves them alone. */
    private static Path policies(Path base, String mode) throws IOException {
        String text = Tutorial.SERVICES.stream()
                .map(service -> policy(service, service.equals(Tutorial.SLUICE) ? mode : "advise"))
                .collect(Collectors.joining("---\n"));
        return Files.writeString(base.resolve("policies.yaml"), text);
    }

    private static String policy(String service, String mode) {
        return """
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: %s}
                spec:
                  replicas: {min: 1, max: 10}
                  demand: {signal: requests, perReplica: %s}
                  objective: {unserved: 0.01}
                  leadTime: 4s
                  mode: %s
                """.formatted(service, PER_WORKER, mode);
    }

    /** Writes the settings down, for people and for other commands. */
    private static void write(Path base, Platform platform, Path state) throws IOException {
        Files.writeString(base.resolve("sluice.properties"), platform.settings());
        Files.writeString(
                base.resolve("executor.properties"),
                executing(base, state).entrySet().stream()
                        .map(one -> one.getKey() + "=" + one.getValue() + "\n")
                        .sorted()
                        .collect(Collectors.joining()));
    }

    /** Settings of the executor, as they would stand in a settings file: {@code executor.properties}. */
    static Map<String, String> executing(Path base, Path state) {
        return Map.of(
                "executor.actuator", "processes",
                "executor.processes.command", worker(AT_ONCE, SERVICE_MS, START_MS),
                "executor.processes.health", "http:/healthz",
                "executor.processes.health.interval.ms", "500",
                "executor.processes.health.timeout.ms", "5000",
                "executor.processes.drain.ms", "3000",
                "executor.processes.state.dir", state.toString(),
                "executor.processes.upstreams.dir", Nginx.upstreams(base).toString(),
                "executor.processes.reload", quoted(Nginx.reload(base)));
    }

    /** A JVM that starts fast and is small: several of them share the machine. */
    static String worker(int atOnce, int serviceMillis, int startMillis) {
        return quoted(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx32m",
                        "-Xss256k",
                        "-cp",
                        ownCode(),
                        Worker.class.getName()))
                + " {port} " + atOnce + " " + serviceMillis + " " + startMillis;
    }

    private static String quoted(List<String> words) {
        return words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    }

    /** The jar, or the directory of classes. */
    private static String ownCode() {
        try {
            return Path.of(Worker.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Ends all workers, and waits for their end. */
    private static void end(Platform platform, Path state) {
        platform.orders().endAll(Instant.now());
        try {
            long until = System.nanoTime() + END_WITHIN.toNanos();
            while (Platform.workers(state, "") > 0 && System.nanoTime() - until < 0) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
