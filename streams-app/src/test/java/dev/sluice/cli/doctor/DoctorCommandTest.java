package dev.sluice.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.cli.CommandRun;
import dev.sluice.embedded.BrokerTopics;
import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.embedded.EmbeddedRegistry;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.Topic;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of an installation, from an empty cluster to one that works in part. */
final class DoctorCommandTest {
    @TempDir
    private static Path directory;

    private static EmbeddedBroker broker;
    private static EmbeddedRegistry registry;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedBroker.start();
        registry = EmbeddedRegistry.start(0);
    }

    @AfterAll
    static void stop() {
        registry.close();
        broker.close();
    }

    private static String config(String... lines) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "doctor", ".properties"), String.join("\n", lines))
                .toString();
    }

    private static String installation(String prefix) throws IOException {
        return config(
                "bootstrap.servers=" + broker.bootstrapServers(),
                "schema.registry.url=" + registry.url(),
                "topic.prefix=" + prefix,
                "state.dir=" + directory.resolve("state-of-" + prefix));
    }

    private static void policy(String service, String config) throws IOException {
        policy(service, "replicas: {max: 5}", config);
    }

    private static void policy(String service, String spec, String config) throws IOException {
        Path file = Files.writeString(
                directory.resolve(service + ".yaml"),
                "apiVersion: sluice.dev/v1\nkind: ScalingPolicy\nmetadata: {name: " + service + "}\nspec: {" + spec
                        + "}\n");
        assertThat(CommandRun.of("policy", "apply", "-f", file.toString(), "--config", config)
                        .exit())
                .isZero();
    }

    private static void report(String topic, String service, Instant to) throws Exception {
        send(topic, event(service, to));
    }

    private static RequestRateEvent event(String service, Instant to) {
        return RequestRateEvent.newBuilder()
                .setService(service)
                .setInstance(service + "-1")
                .setFrom(to.minusSeconds(5))
                .setTo(to)
                .setRequests(3)
                .build();
    }

    private static void send(String topic, RequestRateEvent event) throws Exception {
        Map<String, Object> serde = Map.of("schema.registry.url", registry.url().toString());
        try (KafkaProducer<String, RequestRateEvent> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                AvroSerde.of(RequestRateEvent.class, serde).serializer())) {
            producer.send(new ProducerRecord<>(topic, event.getService(), event))
                    .get();
        }
    }

    @Test
    void an_empty_cluster_needs_topics_first() throws Exception {
        CommandRun run = CommandRun.of("doctor", "--config", installation("empty."));
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .contains("broken   topics                 missing: empty.request-rate-events")
                .contains("→ sluice topics create --config FILE")
                .contains("ok       brokers");
    }

    @Test
    void what_runs_in_part_is_said_with_what_to_do() throws Exception {
        String config = installation("part.");
        assertThat(CommandRun.of("topics", "create", "--partitions", "2", "--config", config)
                        .exit())
                .isZero();
        policy("chekout", config);
        report("part.request-rate-events", "checkout", Instant.now());
        report("part.request-rate-events", "search", Instant.now().plus(Duration.ofMinutes(3)));
        report("part.request-rate-events", "returns", Instant.now().minus(Duration.ofMinutes(5)));

        CommandRun run = CommandRun.of("doctor", "--config", config);
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        assertThat(run.out())
                .contains("ok       topics                 " + Topic.values().length + ", with 2 partitions")
                .contains("ok       schema registry")
                .contains("no group part.sluice: sluice run has never run here")
                .contains("no group begins with part.sluice-executor")
                .contains("ok       reporters              3 services with 3 instances")
                .containsPattern("search/search-1 is (1\\d\\ds|3m) ahead of this machine")
                .containsPattern("returns/returns-1 is (3\\d\\ds|5m) behind")
                .contains("is chekout the service that reports as checkout?")
                .contains("3 services report and have no policy: checkout, returns, search");
    }

    @Test
    void a_consumer_group_that_is_not_known_or_has_not_committed_is_named_with_what_to_do() throws Exception {
        String config = installation("groups.");
        assertThat(CommandRun.of("topics", "create", "--config", config).exit()).isZero();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("orders", 2, (short) 1), new NewTopic("returns", 1, (short) 1)))
                    .all()
                    .get();
            admin.alterConsumerGroupOffsets(
                            "order-workers", Map.of(new TopicPartition("orders", 0), new OffsetAndMetadata(0)))
                    .all()
                    .get();
        }
        String demand = "replicas: {max: 5}, demand: {signal: lag, ";
        policy("works", demand + "group: order-workers, topics: [orders]}", config);
        policy("mistyped", demand + "group: order-worker, topics: [orders]}", config);
        policy("half", demand + "group: order-workers, topics: [orders, returns]}", config);
        policy("without", demand + "group: order-workers, topics: [order]}", config);

        CommandRun run = CommandRun.of("doctor", "--config", config);

        assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(1);
        assertThat(run.out())
                .contains(
                        "ok       lag                    works: group order-workers has committed offsets of 1 partitions")
                .contains("mistyped: group order-worker is not known; did you mean order-workers?")
                .contains("half: group order-workers has committed nothing of returns")
                .contains("broken   lag                    without: there is no topic order; did you mean orders?");
    }

    @Test
    void a_model_server_that_reports_no_tokens_is_named() throws Exception {
        String config = installation("models.");
        assertThat(CommandRun.of("topics", "create", "--config", config).exit()).isZero();
        policy("chat", "replicas: {max: 5}, demand: {signal: tokens}", config);
        policy("code", "replicas: {max: 5}, demand: {signal: tokens}", config);
        report("models.request-rate-events", "chat", Instant.now());
        RequestRateEvent code = event("code", Instant.now());
        send(
                "models.request-rate-events",
                RequestRateEvent.newBuilder(code).setOutputTokens(900L).build());

        assertThat(CommandRun.of("doctor", "--config", config).out())
                .contains("1 services are sized by tokens, and no instance reports any: chat")
                .contains("from Java with DemandReporter.tokens()");
        assertThat(CommandRun.of("policy", "get", "chat", "--config", config).out())
                .contains("signal: tokens", "firstToken:", "below: 2s", "slack: 3.0", "interToken:", "below: 100ms");
    }

    @Test
    void topics_that_cannot_be_read_together_are_broken() throws Exception {
        String config = installation("odd.");
        assertThat(CommandRun.of("topics", "create", "--partitions", "2", "--config", config)
                        .exit())
                .isZero();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createPartitions(Map.of("odd.usage-events", NewPartitions.increaseTo(4)))
                    .all()
                    .get();
            // the controller answers before brokers know
            while (BrokerTopics.partitions(admin, "odd.usage-events") < 4) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
        CommandRun run = CommandRun.of("doctor", "--config", config);
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .contains("topics that are read together need equal partitions")
                .contains("usage-events has 4")
                .contains("kafka-topics.sh --bootstrap-server " + broker.bootstrapServers()
                        + " --alter --topic odd.request-rate-events --partitions 4");
    }

    @Test
    void a_setting_of_a_topic_that_is_wrong_is_told_with_the_command_that_mends_it() throws Exception {
        String config = installation("wrong.");
        assertThat(CommandRun.of("topics", "create", "--config", config).exit()).isZero();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(
                            topic("wrong.scaling-policies"), set("cleanup.policy", "delete"),
                            topic("wrong.usage-events"), set("cleanup.policy", "compact"),
                            topic("wrong.dead-letters"), set("max.message.bytes", "900000")))
                    .all()
                    .get();
            // the controller answers before brokers know
            while (!admin.describeConfigs(List.of(topic("wrong.dead-letters")))
                    .all()
                    .get()
                    .values()
                    .iterator()
                    .next()
                    .get("max.message.bytes")
                    .value()
                    .equals("900000")) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
        CommandRun run = CommandRun.of("doctor", "--config", config);

        String command = "→ kafka-configs.sh --bootstrap-server " + broker.bootstrapServers()
                + " --alter --entity-type topics --entity-name wrong.";
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .contains(command + "scaling-policies --add-config cleanup.policy=compact")
                .contains(command + "usage-events --add-config cleanup.policy=delete")
                .contains("dead-letters has max.message.bytes=900000 and needs at least 1048576")
                .contains(command + "dead-letters --add-config max.message.bytes=1048576");
    }

    private static ConfigResource topic(String name) {
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }

    private static List<AlterConfigOp> set(String key, String value) {
        return List.of(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET));
    }

    @Test
    void a_broker_that_is_away_is_one_clear_line() throws Exception {
        CommandRun run = CommandRun.of(
                "doctor",
                "--config",
                config("bootstrap.servers=127.0.0.1:1", "schema.registry.url=mock://doctor", "broker.timeout=2s"));
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .contains("broken   brokers                no broker at 127.0.0.1:1 answered within broker.timeout=2s")
                .contains("nothing else was looked at");
    }

    @Test
    void a_registry_that_is_away_hides_nothing_else() throws Exception {
        String config = config(
                "bootstrap.servers=" + broker.bootstrapServers(),
                "schema.registry.url=http://127.0.0.1:1",
                "max.retries=0",
                "topic.prefix=noregistry.");
        CommandRun run = CommandRun.of("doctor", "--json", "--config", config);
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out())
                .contains("schema registry")
                .contains("check schema.registry.url")
                .contains("executors");
    }

    @Test
    void a_process_that_starts_names_the_setting_of_a_registry_that_is_away() throws Exception {
        assertThat(CommandRun.of("topics", "create", "--config", installation("start."))
                        .exit())
                .isZero();
        CommandRun run = CommandRun.of(
                "execute",
                "--config",
                config(
                        "bootstrap.servers=" + broker.bootstrapServers(),
                        "schema.registry.url=http://somebody:secret@127.0.0.1:1",
                        "max.retries=0",
                        "topic.prefix=start."));
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .contains("sluice execute: schema.registry.url: schema registry http://127.0.0.1:1 unavailable")
                .containsOnlyOnce("the registry runs and is reached from here")
                .doesNotContain("secret");
    }

    @Test
    void a_registry_that_refuses_the_password_is_told_with_the_settings_that_hold_it() throws Exception {
        HttpServer registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", exchange -> {
            exchange.sendResponseHeaders(401, -1);
            exchange.close();
        });
        registry.start();
        try {
            String config = config(
                    "bootstrap.servers=" + broker.bootstrapServers(),
                    "schema.registry.url=http://127.0.0.1:"
                            + registry.getAddress().getPort(),
                    "topic.prefix=noregistry.");
            assertThat(CommandRun.of("doctor", "--config", config).out())
                    .contains("refuses the credentials with 401")
                    .contains("basic.auth.user.info=USER:PASSWORD");
        } finally {
            registry.stop(0);
        }
    }
}
