package dev.sluice.bench;

import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.embedded.EmbeddedRegistry;
import dev.sluice.events.Reason;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.Target;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.Topic;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** A broker, a registry, a process {@code sluice execute} that is killed and started, and a look at all from outside. */
final class KillScenario implements AutoCloseable {
    private static final List<Target> TARGETS =
            List.of(Target.of("web"), new Target("search", "cpu"), new Target("search", "gpu"));
    private static final int MOST_REPLICAS = 4;
    private static final int MOST_AT_ONCE = 4;
    private static final int LONGEST_WAIT_MS = 60;
    private static final int WORTH_AN_ARCHIVE = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path directory;
    private final Random random;
    private final EmbeddedBroker broker = EmbeddedBroker.start();
    private final EmbeddedRegistry registry = EmbeddedRegistry.start(0);
    private final KafkaProducer<String, ScalingCommand> producer;
    private final Acks acks;
    private final WorkersFromOutside outside;
    private final List<ScalingCommand> commands = new ArrayList<>();
    private final Map<Target, ScalingCommand> last =
            new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    private final List<Process> executors = new ArrayList<>();
    private long generation;

    /**
     * What came of it.
     *
     * @param kills kills while a command had no acknowledgement
     * @param others kills while every command had one
     * @param outOfOrder acknowledgements, or looks at the order in force, with an older generation than the one before
     * @param lost commands without any acknowledgement
     * @param wrong differences between the fleet and the last commands
     * @param orphans processes that run after the last command said zero
     */
    record Result(int kills, int others, int commands, int outOfOrder, long lost, long wrong, int orphans, long looks) {
        boolean isClean() {
            return outOfOrder == 0 && lost == 0 && wrong == 0 && orphans == 0;
        }

        String describe() {
            return String.format(
                    Locale.ROOT,
                    "%,d commands; %d kills between command and acknowledgement, %d others%n"
                            + "applied out of order %d (%,d looks at the order in force)%nlost %d%n"
                            + "fleet unlike the last command %d%norphan processes %d",
                    commands,
                    kills,
                    others,
                    outOfOrder,
                    looks,
                    lost,
                    wrong,
                    orphans);
        }
    }

    KillScenario(Path directory, long seed) throws Exception {
        this.directory = directory;
        this.random = new Random(seed);
        Map<String, Object> serde = Map.of("schema.registry.url", registry.url().toString());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(Stream.of(Topic.values())
                            .map(topic -> new NewTopic(topic.plainName(), 2, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
        this.producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", "0"),
                new StringSerializer(),
                AvroSerde.of(ScalingCommand.class, serde).serializer());
        this.acks = new Acks(broker.bootstrapServers(), serde);
        this.outside = new WorkersFromOutside(directory.resolve("state"));
        Files.writeString(directory.resolve("sluice.properties"), settings());
    }

    private String settings() {
        return String.join(
                "\n",
                "bootstrap.servers=" + broker.bootstrapServers(),
                "schema.registry.url=" + registry.url(),
                "broker.timeout=60s",
                "executor.actuator=processes",
                "executor.processes.command=sleep 3600",
                "executor.processes.health=none",
                "executor.processes.drain.ms=200",
                "executor.processes.ports=24000-24999",
                "executor.processes.state.dir=" + directory.resolve("state"),
                "");
    }

    Result run(int kills) throws Exception {
        if (kills >= WORTH_AN_ARCHIVE) {
            archive();
        }
        Process executor = start();
        await(
                "the executor carries out commands",
                () -> printed(executors.size() - 1).contains("carrying out"));
        int hits = 0;
        int others = 0;
        while (hits < kills) {
            send(1 + random.nextInt(MOST_AT_ONCE));
            pause(random.nextInt(LONGEST_WAIT_MS));
            executor.destroyForcibly().waitFor();
            if (acks.unanswered(commands) > 0) {
                hits++;
            } else {
                others++;
            }
            if (random.nextInt(4) == 0) {
                outside.killOne(random);
            }
            if (random.nextBoolean()) {
                send(random.nextInt(MOST_AT_ONCE));
            }
            executor = start();
            settleOrNot();
            if ((hits + others) % 10 == 0) {
                System.err.printf("%d kills, %d of them between command and acknowledgement%n", hits + others, hits);
            }
        }
        long wrong = differences();
        int alive = end();
        return new Result(
                hits,
                others,
                commands.size(),
                acks.outOfOrder() + outside.fallen(),
                acks.unanswered(commands),
                wrong,
                alive,
                outside.looks());
    }

    /** Waits for the answers to everything, or only until the executor is in the middle of its start or its work. */
    private void settleOrNot() throws InterruptedException {
        if (random.nextInt(3) > 0) {
            await("every command is answered", () -> acks.unanswered(commands) == 0);
        } else {
            int number = executors.size() - 1;
            await("the executor carries out commands", () -> printed(number).contains("carrying out"));
            pause(random.nextInt(500));
        }
    }

    private long differences() throws InterruptedException {
        await("every command is answered", () -> acks.unanswered(commands) == 0);
        // what drains needs its time; what is wrong stays wrong
        for (int i = 0; i < 100 && !unlike().isEmpty(); i++) {
            pause(100);
        }
        unlike().forEach(line -> System.out.println("unlike the last command: " + line));
        return unlike().size();
    }

    private List<String> unlike() {
        Map<Target, Integer> running = outside.running();
        return last.entrySet().stream()
                .filter(one ->
                        running.getOrDefault(one.getKey(), 0) != one.getValue().getReplicas())
                .map(one -> one.getKey() + " runs " + running.getOrDefault(one.getKey(), 0) + ", ordered "
                        + one.getValue().getReplicas())
                .toList();
    }

    /** Everything to zero; returns how many processes are left. */
    private int end() throws InterruptedException {
        TARGETS.forEach(target -> send(target, 0));
        producer.flush();
        await("every command is answered", () -> acks.unanswered(commands) == 0);
        for (int i = 0; i < 100 && outside.count() > 0; i++) {
            pause(100);
        }
        return outside.count();
    }

    private void send(int count) {
        for (int i = 0; i < count; i++) {
            send(TARGETS.get(random.nextInt(TARGETS.size())), random.nextInt(MOST_REPLICAS + 1));
        }
        producer.flush();
    }

    private void send(Target target, int replicas) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        ScalingCommand command = ScalingCommand.newBuilder()
                .setService(target.service())
                .setPool(target.pool())
                .setReplicas(replicas)
                .setPrevious(0)
                .setGeneration(++generation)
                .setReason(Reason.FORECAST)
                .setDecisionId("kill-" + generation)
                .setIssuedAt(now)
                .setValidUntil(now.plusSeconds(3600))
                .build();
        commands.add(command);
        last.put(target, command);
        var unused = producer.send(new ProducerRecord<>(Topic.SCALING_COMMANDS.plainName(), target.service(), command));
    }

    /** Makes an archive of the executor's classes, if they are in jars: it starts three times as fast with it. */
    private void archive() throws IOException, InterruptedException {
        if (classPath().anyMatch(Files::isDirectory)) {
            return;
        }
        Process first = start("-XX:ArchiveClassesAtExit=" + directory.resolve("execute.jsa"), "-Xlog:cds=off");
        await("the executor carries out commands", () -> printed(0).contains("carrying out"));
        first.destroy();
        first.waitFor();
    }

    private static Stream<Path> classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(entry -> !entry.endsWith("test-classes"));
    }

    private Process start() throws IOException {
        Path archive = directory.resolve("execute.jsa");
        return start(Files.exists(archive) ? "-XX:SharedArchiveFile=" + archive : "-Xshare:auto", "-Xlog:disable");
    }

    private Process start(String... options) throws IOException {
        int number = executors.size();
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx200m"));
        words.addAll(List.of(options));
        words.addAll(List.of(
                "-cp",
                classPath().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                "dev.sluice.cli.Sluice",
                "execute",
                "--config",
                directory.resolve("sluice.properties").toString()));
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(output(number).toFile())
                .start();
        executors.add(process);
        return process;
    }

    private Path output(int number) {
        return directory.resolve("execute-" + number + ".log");
    }

    private String printed(int number) {
        try {
            return Files.readString(output(number));
        } catch (IOException e) {
            return "";
        }
    }

    private void await(String what, BooleanSupplier so) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException(
                        "never came: " + what + "; the executor printed:\n" + printed(executors.size() - 1));
            }
            pause(50);
        }
    }

    private static void pause(int millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
    }

    @Override
    public void close() {
        executors.forEach(Process::destroyForcibly);
        outside.close();
        acks.close();
        producer.close(Duration.ZERO);
        registry.close();
        broker.close();
    }
}
