package dev.sluice.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.cli.CommandRun;
import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingAck;
import dev.sluice.schemas.DemandReporter;
import dev.sluice.schemas.DemandReporter.Reporting;
import dev.sluice.schemas.Topics;
import dev.sluice.schemas.ValueSerdes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rights that docs/security.md gives are enough for every process, on a broker that checks them. */
final class RightsTest {
    private static final Path PAGE =
            (Files.exists(Path.of("docs")) ? Path.of("") : Path.of("..")).resolve("docs/security.md");
    private static final Pattern OPERATION = Pattern.compile("--operation (\\w+)");
    private static final Pattern RESOURCE =
            Pattern.compile("--(topic|group|transactional-id) (\\S+)( --resource-pattern-type prefixed)?");

    private final int port = EmbeddedBroker.reserve(0);
    private final List<Thread> running = new ArrayList<>();
    private EmbeddedBroker broker;
    private EmbeddedRegistry registry;

    @TempDir
    private Path directory;

    @BeforeEach
    void start() throws IOException {
        String users = Stream.of("run", "execute", "checkout", "stranger")
                .map(name -> "user_" + name + "=\"secret\"")
                .reduce("", (all, one) -> all + " " + one);
        broker = EmbeddedBroker.start(
                0,
                Map.of(
                        "listener.security.protocol.map",
                        "USERS:SASL_PLAINTEXT",
                        "listeners",
                        "USERS://127.0.0.1:" + port,
                        "advertised.listeners",
                        "USERS://127.0.0.1:" + port,
                        "sasl.enabled.mechanisms",
                        "PLAIN",
                        "listener.name.users.plain.sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required" + users + ";",
                        "authorizer.class.name",
                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "super.users",
                        "User:ANONYMOUS"));
        registry = EmbeddedRegistry.start(0);
    }

    @AfterEach
    void stop() throws InterruptedException {
        running.forEach(Thread::interrupt);
        for (Thread thread : running) {
            thread.join(20_000);
        }
        registry.close();
        broker.close();
    }

    /** The settings of a client that is one of the users. */
    private Map<String, String> as(String user) {
        return Map.of(
                "bootstrap.servers",
                "127.0.0.1:" + port,
                "schema.registry.url",
                registry.url().toString(),
                "security.protocol",
                "SASL_PLAINTEXT",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"" + user
                        + "\" password=\"secret\";");
    }

    private String config(String name, Map<String, String> settings, String... more) throws IOException {
        List<String> lines = new ArrayList<>(List.of(more));
        settings.forEach((key, value) -> lines.add(key + "=" + value));
        return Files.write(directory.resolve(name + ".properties"), lines).toString();
    }

    private CompletableFuture<CommandRun> runs(String... command) {
        CompletableFuture<CommandRun> ended = new CompletableFuture<>();
        Thread thread = new Thread(() -> ended.complete(CommandRun.of(command)), command[0]);
        thread.start();
        running.add(thread);
        return ended;
    }

    @Test
    void from_a_report_to_a_ready_replica_with_the_rights_of_the_page() throws Exception {
        String admin = config(
                "admin",
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "schema.registry.url",
                        registry.url().toString()));
        assertThat(CommandRun.of("topics", "create", "--partitions", "1", "--config", admin)
                        .exit())
                .isZero();
        grant(rightsOfThePage());
        Path policy = Files.writeString(directory.resolve("checkout.yaml"), """
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: checkout}
                spec: {replicas: {max: 50}, demand: {perReplica: 10}, leadTime: 5s}
                """);
        assertThat(CommandRun.of("policy", "apply", "-f", policy.toString(), "--config", admin)
                        .exit())
                .isZero();

        CompletableFuture<CommandRun> application = runs(
                "run",
                "--config",
                config(
                        "run",
                        as("run"),
                        "http.port=0",
                        "window=1s",
                        "grace=0s",
                        "state.dir=" + directory.resolve("state")));
        CompletableFuture<CommandRun> executor = runs(
                "execute",
                "--config",
                config(
                        "execute",
                        as("execute"),
                        "http.port=0",
                        "executor.actuator=simulated",
                        "executor.simulated.lead.time.ms=500"));
        Reporting often = new Reporting("checkout", "checkout-1", "", Duration.ofMillis(500), Topics.plain());
        try (DemandReporter reporter = DemandReporter.start(often, as("checkout"))) {
            ScalingAck ready = awaitReady(reporter, application, executor);
            assertThat(ready.getService()).isEqualTo("checkout");
            assertThat(reporter.lost()).isZero();
        }
        strangersAreRefused();
        doctorHasTheCommandsThatGrantWhatIsLacking();
    }

    private void doctorHasTheCommandsThatGrantWhatIsLacking() throws IOException {
        String told = CommandRun.of("doctor", "--config", config("doctor", as("execute")))
                .out();
        String grant = "kafka-acls.sh --bootstrap-server 127.0.0.1:" + port
                + " --command-config ADMIN.properties --add --allow-principal User:execute --operation ";
        assertThat(told)
                .contains("Read on dead-letters", "Write on scaling-commands")
                .contains(grant + "Read --topic dead-letters", grant + "Write --topic scaling-commands")
                .contains(grant + "Read --operation Write --operation Describe --topic demand-forecasts --topic ")
                .doesNotContain("sluice doctor says");
    }

    private ScalingAck awaitReady(
            DemandReporter reporter, CompletableFuture<CommandRun> application, CompletableFuture<CommandRun> executor)
            throws Exception {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", broker.bootstrapServers(), "group.id", "watch", "auto.offset.reset", "earliest");
        try (KafkaConsumer<String, ScalingAck> acks = new KafkaConsumer<>(
                settings,
                new StringDeserializer(),
                ValueSerdes.of(
                                ScalingAck.class,
                                Map.of("schema.registry.url", registry.url().toString()))
                        .deserializer())) {
            acks.subscribe(List.of("scaling-acks"));
            for (int i = 0; i < 400; i++) {
                assertThat(application).as("run ended").isNotDone();
                assertThat(executor).as("execute ended").isNotDone();
                for (int request = 0; request < 60; request++) {
                    reporter.begin().close();
                }
                for (ConsumerRecord<String, ScalingAck> ack : acks.poll(Duration.ofMillis(250))) {
                    if (ack.value().getStatus() == AckStatus.READY) {
                        return ack.value();
                    }
                }
            }
        }
        throw new AssertionError("nothing became ready");
    }

    private void strangersAreRefused() {
        assertRefused("stranger", "request-rate-events");
        assertRefused("checkout", "scaling-commands");
        assertRefused("execute", "scaling-commands");
    }

    private void assertRefused(String user, String topic) {
        Map<String, Object> settings = new HashMap<>(as(user));
        settings.put("max.block.ms", "60000");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>(topic, new byte[1], new byte[1]))
                            .get())
                    .as("%s writes %s", user, topic)
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
        }
    }

    private void grant(List<AclBinding> rights) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createAcls(rights).all().get();
        }
    }

    /** The rights that the shell script of the page gives. */
    private static List<AclBinding> rightsOfThePage() throws IOException {
        String script =
                Files.readString(PAGE).split("```sh\n", 2)[1].split("```", 2)[0].replace("\\\n", " ");
        List<AclBinding> rights = new ArrayList<>();
        List<String> topics = List.of("");
        for (String line : script.lines().map(String::strip).toList()) {
            if (line.startsWith("for topic in ")) {
                topics = List.of(line.substring("for topic in ".length(), line.indexOf(';'))
                        .strip()
                        .split("\\s+"));
            } else if (line.equals("done")) {
                topics = List.of("");
            } else if (line.startsWith("acl --allow-principal")) {
                topics.forEach(topic -> rights.addAll(rights(line.replace("$topic", topic))));
            }
        }
        assertThat(rights).hasSizeGreaterThan(40);
        return rights;
    }

    private static List<AclBinding> rights(String line) {
        String principal = line.split("\\s+")[2];
        Matcher resource = RESOURCE.matcher(line);
        ResourcePattern pattern = resource.find()
                ? new ResourcePattern(
                        ResourceType.fromString(
                                resource.group(1).replace('-', '_').toUpperCase(Locale.ROOT)),
                        resource.group(2),
                        resource.group(3) == null ? PatternType.LITERAL : PatternType.PREFIXED)
                : new ResourcePattern(ResourceType.CLUSTER, "kafka-cluster", PatternType.LITERAL);
        return OPERATION
                .matcher(line)
                .results()
                .map(operation -> new AclBinding(
                        pattern,
                        new AccessControlEntry(
                                principal,
                                "*",
                                AclOperation.fromString(operation.group(1).replaceAll("(?<=[a-z])(?=[A-Z])", "_")),
                                AclPermissionType.ALLOW)))
                .toList();
    }
}
