package dev.sluice.cli.tutorial;

import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.cli.topics.TopicLayout;
import dev.sluice.config.manifest.Manifest;
import dev.sluice.config.manifest.Manifests;
import dev.sluice.control.LoopSettings;
import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.embedded.EmbeddedRegistry;
import dev.sluice.events.Reason;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.ExecutorSettings;
import dev.sluice.executor.Instance;
import dev.sluice.executor.Target;
import dev.sluice.executor.actuators.Actuators;
import dev.sluice.executor.commands.CommandExecutor;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.DemandReporter;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.text.DurationText;
import dev.sluice.topology.SluiceApp;
import dev.sluice.topology.TopologySettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Broker, registry, streams application and an executor of processes, all in this process, with their files in a directory. */
final class Platform implements AutoCloseable {
    private static final Duration COMES_WITHIN = Duration.ofMinutes(1);
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Duration START_WITHIN = Duration.ofMinutes(2);
    private static final Duration WINDOW = Duration.ofSeconds(1);
    private static final Duration VALIDITY = Duration.ofMinutes(5);

    private final Path directory;
    private final EmbeddedRegistry registry;
    private final EmbeddedBroker broker;
    private final Producer<String, SpecificRecord> producer;
    private final SluiceApp app;
    private final CommandExecutor executor;
    private final CountedOrders orders;
    private long generation;

    /** @param executing settings of {@code executor.processes} */
    Platform(Path directory, Map<String, String> executing)
            throws IOException, InterruptedException, ExecutionException {
        this.directory = directory;
        this.registry = EmbeddedRegistry.start(0);
        this.broker = EmbeddedBroker.start();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(TopicLayout.alone(LoopSettings.TimeSource.WALL, 1))
                    .all()
                    .get();
        }
        this.producer = new KafkaProducer<>(
                connection(),
                new StringSerializer(),
                AvroSerde.of(SpecificRecord.class, connection()).serializer());
        this.app = new SluiceApp(topology(), streams());
        app.start();
        if (!app.awaitRunning(START_WITHIN)) {
            throw new CommandFailedException(
                    "the streams application did not start within " + DurationText.of(START_WITHIN));
        }
        Map<String, Object> all = new HashMap<>(connection());
        all.putAll(executing);
        this.orders = new CountedOrders(Actuators.from(all));
        this.executor = new CommandExecutor(ExecutorSettings.from(Actuators.withMember(all)), orders);
        Thread thread = new Thread(executor, "tutorial-executor");
        thread.setDaemon(true);
        thread.start();
    }

    private Map<String, Object> connection() {
        return Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "schema.registry.url",
                registry.url().toString());
    }

    private TopologySettings topology() {
        return new TopologySettings(
                Topics.plain(),
                new LoopSettings(WINDOW, Duration.ZERO, VALIDITY, LoopSettings.TimeSource.WALL),
                TopologySettings.AS_MANY_AS_FIT,
                new TopologySettings.SerdeSettings(AvroSerde.class.getName(), connection()));
    }

    private Properties streams() {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", broker.bootstrapServers());
        properties.put("application.id", "sluice-tutorial");
        properties.put("state.dir", directory.resolve("streams").toString());
        properties.put("num.stream.threads", 1);
        return properties;
    }

    /** Settings for commands that look at it while it runs. */
    String settings() {
        return connection().entrySet().stream()
                .map(one -> one.getKey() + "=" + one.getValue() + "\n")
                .sorted()
                .collect(Collectors.joining());
    }

    /** A reporter beside the load balancer, for all requests of a service. */
    DemandReporter reporter(String service) {
        return DemandReporter.start(
                new DemandReporter.Reporting(service, "gateway", "", WINDOW, Topics.plain()), connection());
    }

    /** Publishes the policies of a file. */
    void declare(Path file) {
        for (Manifest manifest : Manifests.read(List.of(file))) {
            send(manifest.kind().topic(), manifest.name(), manifest.record());
        }
    }

    /** Publishes a command of a rule that is not Sluice's. */
    void command(String service, int replicas, Reason reason) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        generation++;
        send(
                Topic.SCALING_COMMANDS,
                service,
                ScalingCommand.newBuilder()
                        .setService(service)
                        .setReplicas(replicas)
                        .setPrevious(0)
                        .setGeneration(generation)
                        .setReason(reason)
                        .setDecisionId(service + "-" + generation)
                        .setIssuedAt(now)
                        .setValidUntil(now.plus(VALIDITY))
                        .build());
    }

    private void send(Topic topic, String key, SpecificRecord value) {
        var unused = producer.send(new ProducerRecord<>(topic.plainName(), key, value));
        producer.flush();
    }

    CountedOrders orders() {
        return orders;
    }

    /** Workers of services whose name starts so that exist, also those that start or drain: each has a file in the executor's state directory. */
    static int workers(Path state, String service) {
        try (Stream<Path> files = Files.list(state.resolve("workers"))) {
            return (int) files.filter(file -> file.getFileName().toString().startsWith(service))
                    .count();
        } catch (IOException e) {
            return 0;
        }
    }

    int ready(String service) {
        return (int) orders.instances(Target.of(service), Instant.now()).stream()
                .filter(Instance::ready)
                .count();
    }

    /** Waits until something is so. */
    void await(String what, BooleanSupplier so) throws InterruptedException {
        long end = System.nanoTime() + COMES_WITHIN.toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new CommandFailedException("not within " + DurationText.of(COMES_WITHIN) + ": " + what
                        + "; all files, also what workers printed, are in " + directory);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
        }
    }

    @Override
    public void close() {
        executor.close();
        app.close();
        producer.close(Duration.ZERO);
        broker.close();
        registry.close();
    }
}
