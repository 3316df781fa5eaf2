package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.embedded.BrokerTopics;
import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.events.AckStatus;
import dev.sluice.events.DecisionStage;
import dev.sluice.events.ExpertShare;
import dev.sluice.events.Mode;
import dev.sluice.events.Outcome;
import dev.sluice.events.PoolShare;
import dev.sluice.events.Reason;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.RuleScore;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.Signal;
import dev.sluice.events.Trigger;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a real broker. */
final class CommandsTest {
    private static final Map<String, Object> REGISTRY = Map.of("schema.registry.url", "mock://commands");
    private static final Instant EIGHT = Instant.parse("2026-03-02T08:00:00Z");
    private static final int ALL = Topic.values().length;

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static String config;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start();
        config = settings("");
        assertThat(CommandRun.of("topics", "create", "--config", config, "--partitions", "3"))
                .extracting(CommandRun::exit, CommandRun::err)
                .containsExactly(0, "");
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void topics_are_made_once_and_told_the_second_time() throws IOException {
        CommandRun again = CommandRun.of("topics", "create", "--config", config);
        JsonNode described = json(CommandRun.of("topics", "describe", "--config", config, "--json"));

        assertThat(again)
                .isEqualTo(new CommandRun(
                        0, lines("0 topics created, " + ALL + " existed already; schemas registered"), ""));
        assertThat(described.get("obstacles")).isEmpty();
        assertThat(described.get("topics")).hasSize(ALL).allSatisfy(topic -> {
            assertThat(topic.get("partitions").intValue()).isEqualTo(3);
            assertThat(topic.get("schema").textValue()).matches("id \\d+|any bytes");
            assertThat(topic.get("notes")).isEmpty();
        });
        assertThat(described.get("topics").findValuesAsText("cleanup.policy")).contains("compact", "delete");
    }

    @Test
    void a_state_directory_that_cannot_be_used_is_named_with_what_to_do() throws IOException {
        Path file = Files.writeString(directory.resolve("state"), "no directory");
        CommandRun run = CommandRun.of("run", "--config", settings("http.port=0\nstate.dir=" + file + "\n"));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("Check that state.dir=" + file).hasLineCount(1);
    }

    @Test
    void inputs_with_unequal_partitions_are_refused_by_create_and_run() throws Exception {
        String odd = settings("topic.prefix=odd.\n");
        BrokerTopics.create(broker.bootstrapServers(), List.of(new NewTopic("odd.usage-events", 2, (short) 1)));

        CommandRun missing = CommandRun.of("run", "--config", odd);
        CommandRun made = CommandRun.of("topics", "create", "--config", odd, "--partitions", "3");
        CommandRun run = CommandRun.of("run", "--config", odd);

        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.err())
                .contains("no topic odd.request-rate-events")
                .contains("check topic.prefix")
                .contains("sluice topics create");
        assertThat(made.exit()).isEqualTo(1);
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err())
                .contains("need equal partitions")
                .contains("usage-events has 2")
                .contains("request-rate-events has 3")
                .hasLineCount(1);
    }

    @Test
    void a_policy_comes_into_force_is_shown_and_ends() throws IOException {
        Path file = Files.writeString(directory.resolve("checkout.yaml"), """
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: checkout}
                spec:
                  replicas: {min: 2, max: 200}
                  objective: {latency: {quantile: 95%, below: 250ms}}
                """);

        CommandRun before = CommandRun.of("policy", "get", "checkout", "--config", config);
        CommandRun applied = CommandRun.of("policy", "apply", "-f", file.toString(), "--config", config);
        CommandRun shown = CommandRun.of("policy", "get", "checkout", "--config", config);
        JsonNode asJson = json(CommandRun.of("policy", "get", "checkout", "--config", config, "--json"));
        CommandRun deleted = CommandRun.of("policy", "delete", "checkout", "--config", config);
        CommandRun after = CommandRun.of("policy", "get", "checkout", "--config", config);
        CommandRun twice = CommandRun.of("policy", "delete", "checkout", "--config", config);

        assertThat(before)
                .isEqualTo(new CommandRun(1, "", lines("sluice policy get: there is no policy for checkout")));
        assertThat(applied).isEqualTo(new CommandRun(0, lines("checkout: applied"), ""));
        Path copy = Files.writeString(directory.resolve("copy.yaml"), shown.out());
        assertThat(CommandRun.of("policy", "validate", "-f", copy.toString()).out())
                .isEqualTo(lines("checkout: valid"));
        assertThat(asJson.at("/spec/replicas/max").intValue()).isEqualTo(200);
        assertThat(asJson.at("/spec/objective/latency/below").textValue()).isEqualTo("250ms");
        assertThat(deleted).isEqualTo(new CommandRun(0, lines("checkout: deleted"), ""));
        assertThat(after.exit()).isEqualTo(1);
        assertThat(twice.err()).isEqualTo(lines("sluice policy delete: there is no policy for checkout"));
    }

    /** Of services, pools and tenants, by whatever takes such a name. */
    @Test
    void a_name_that_is_nearly_right_is_suggested() throws IOException {
        Path file = Files.writeString(directory.resolve("near.yaml"), """
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: storefront-api}
                spec:
                  replicas: {max: 9}
                ---
                apiVersion: sluice.dev/v1
                kind: Pool
                metadata: {name: accelerated}
                spec: {price: 2}
                ---
                apiVersion: sluice.dev/v1
                kind: Budget
                metadata: {name: research}
                spec: {perMonth: 100}
                """);
        assertThat(CommandRun.of("policy", "apply", "-f", file.toString(), "--config", config)
                        .exit())
                .isZero();

        for (String line : List.of(
                "policy get storefrnt-api",
                "policy delete storefront-apj",
                "policy act Storefront-API",
                "explain storefront_api",
                "weights store-front-api",
                "costs storefrontapi",
                "override storefront-ap withdraw x --owner mara --reason sale",
                "keda manifest storefront-pai --address sluice:8080")) {
            assertThat(near(line)).as(line).contains("; did you mean storefront-api?");
        }
        assertThat(near("pool get acelerated"))
                .isEqualTo("sluice pool get: there is no pool for acelerated; did you mean accelerated?");
        assertThat(near("budget delete reserch")).contains("; did you mean research?");
        assertThat(near("policy get something-else")).doesNotContain("did you mean");

        String wrong = "override storefront-aip pause --for 1h --owner mara --reason sale";
        assertThat(near(wrong))
                .isEqualTo("sluice override pause: there is no policy for storefront-aip; did you mean storefront-api?"
                        + " If not, --force sets it all the same");
        assertThat(CommandRun.of(("override storefront-aip list --config " + config).split(" "))
                        .out())
                .doesNotContain("sale");
        assertThat(CommandRun.of((wrong + " --force --config " + config).split(" "))
                        .exit())
                .isZero();
        CommandRun exact = CommandRun.of(
                ("override storefront-api pause --for 1h --owner mara --reason sale --config " + config).split(" "));
        assertThat(exact.exit()).isZero();
        assertThat(exact.err()).isEmpty();
    }

    private static String near(String line) {
        CommandRun run = CommandRun.of((line + " --config " + config).split(" "));
        assertThat(run.exit()).as(run.err()).isEqualTo(1);
        return run.err().strip();
    }

    @Test
    void a_service_is_retired_with_its_policy() throws IOException {
        Path file = Files.writeString(directory.resolve("old.yaml"), """
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: old}
                spec: {replicas: {min: 2, max: 200}}
                """);
        CommandRun applied = CommandRun.of("policy", "apply", "-f", file.toString(), "--config", config);
        CommandRun retired = CommandRun.of("service", "retire", "old", "--config", config);
        CommandRun after = CommandRun.of("policy", "get", "old", "--config", config);

        assertThat(applied.exit()).isZero();
        assertThat(retired).isEqualTo(new CommandRun(0, lines("old: retired"), ""));
        assertThat(after.exit()).isEqualTo(1);
    }

    @Test
    void a_name_that_no_policy_has_is_not_said_to_be_retired() {
        assertThat(near("service retire storefrnt-api"))
                .startsWith("sluice service retire: there is no policy for storefrnt-api")
                .endsWith("--force retires it all the same");
        assertThat(CommandRun.of("service", "retire", "storefrnt-api", "--force", "--config", config))
                .isEqualTo(new CommandRun(0, lines("storefrnt-api: retired"), ""));
    }

    @Test
    void recorded_demand_is_published_whole_with_its_own_times() throws IOException {
        Path trace = Files.writeString(directory.resolve("trace.csv"), """
                timestamp_s,requests,output_tokens
                1772438400,3,100.5
                1772438410,0,0
                1772438420,7,900
                1772438430,1,12
                """);

        CommandRun run = CommandRun.of(
                ("replay --service llm --speed max --close --instances 2 --as units --column output_tokens --trace "
                                + trace + " --config " + settings("time.source=event\n"))
                        .split(" "));

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).contains("llm: published 10 reports of 2026-03-02T08:00:00Z to 2026-03-02T08:00:40Z");
        List<ConsumerRecord<String, RequestRateEvent>> reports = reports("llm");
        assertThat(reports)
                .allSatisfy(r ->
                        assertThat(r.timestamp()).isEqualTo(r.value().getTo().toEpochMilli()));
        assertThat(reports.stream().mapToLong(r -> r.value().getRequests()).sum())
                .isEqualTo(11);
        assertThat(reports.stream().mapToDouble(r -> r.value().getUnits()).sum())
                .isEqualTo(1012.5);
        assertThat(reports.get(0).value().getFrom()).isEqualTo(EIGHT);
        assertThat(reports.get(9).value().getTo()).as("window and grace later").isEqualTo(EIGHT.plusSeconds(55));
    }

    @Test
    void the_last_decisions_are_explained_from_what_was_seen_to_what_became_of_the_command() throws IOException {
        try (KafkaProducer<String, SpecificRecord> producer = transactions("loops")) {
            for (int i = 0; i < 1500; i++) {
                boolean commit = i % 100 == 99;
                decide(producer, i % 3 == 0 ? hold("cart", EIGHT.plusSeconds(i)) : hold("other-" + i, EIGHT), commit);
            }
            decide(producer, up("cart", EIGHT.plusSeconds(1500), 12), false);
            acknowledge(producer, "cart", 11, AckStatus.APPLIED);
            acknowledge(producer, "cart", 12, AckStatus.APPLIED);
            acknowledge(producer, "cart", 12, AckStatus.READY);
            producer.commitTransaction();
        }

        CommandRun text = CommandRun.of("explain", "cart", "--config", config, "--last", "1");
        JsonNode two = json(CommandRun.of("explain", "cart", "--config", config, "--last", "2", "--json"));
        JsonNode early = json(CommandRun.of(
                "explain", "cart", "--config", config, "--last", "1", "--at", "2026-03-02T08:00:05Z", "--json"));
        CommandRun nobody = CommandRun.of("explain", "nobody", "--config", config);

        assertThat(text.out().lines())
                .containsExactly(
                        "cart  2026-03-02T08:25:00Z  UP 4 -> 7",
                        "  why           forecast, on window",
                        "  seen          84.2 requests/s, 2026-03-02T08:24:50Z to 2026-03-02T08:25:00Z",
                        "  forecast      97.1 requests/s, one lead time of 60 s ahead",
                        "  experts       season of a day 61 % (98), last value 39 % (84.2)",
                        "  rule          forecast + 2 errors, held 1m asks for 9: lately it would have left 0.6 %"
                                + " unserved at 1.32 x what demand needed, provides for 110 requests/s",
                        "  runner-up     70 % of capacity asks for 8: lately it would have left 0.9 % unserved at 1.41 x"
                                + " what demand needed",
                        "  replicas      4 ordered, 4 ready, each serves 12.5 requests/s",
                        "  sizing        4 -> 9 (forecast): 110.3 at 12.5 each",
                        "  rate limit    9 -> 7 (up rate limited): from 4 replicas",
                        "  bounds        stays 7",
                        "  command       run 7, generation 12",
                        "  answer        APPLIED at 2026-03-02T08:26:00Z by executor",
                        "  answer        READY at 2026-03-02T08:26:00Z by executor",
                        "  in short      demand rises");
        assertThat(two).hasSize(2);
        assertThat(two.get(0).get("outcome").textValue()).isEqualTo("HOLD");
        assertThat(two.get(1).get("acknowledgements").findValuesAsText("status"))
                .containsExactly("APPLIED", "READY");
        assertThat(two.get(1).at("/stages/1/reason").textValue()).isEqualTo("UP_RATE_LIMITED");
        assertThat(early.get(0).get("at").textValue()).isEqualTo("2026-03-02T08:00:03Z");
        assertThat(nobody.exit()).isEqualTo(1);
        assertThat(nobody.err())
                .startsWith("sluice explain: no decision for nobody")
                .hasLineCount(1);
    }

    @Test
    void weights_are_told_by_the_newest_command_and_what_its_pools_answered() throws IOException {
        try (KafkaProducer<String, SpecificRecord> producer = transactions("weights")) {
            send(producer, Topic.SCALING_COMMANDS, "chat", order("chat", "cpu", 10, 4, share("cpu", 10, 99)));
            send(
                    producer,
                    Topic.SCALING_COMMANDS,
                    "chat",
                    order("chat", "gpu", 2, 5, share("cpu", 10, 3), share("gpu", 2, 40)));
            ack(producer, "chat", "cpu", 4, AckStatus.APPLIED, 10, 10);
            ack(producer, "chat", "gpu", 5, AckStatus.APPLIED, 2, 0);
            ack(producer, "chat", "gpu", 5, AckStatus.READY, 2, 1);
            ack(producer, "chat", "cpu", 3, AckStatus.SUPERSEDED, 1, null);
            send(producer, Topic.SCALING_COMMANDS, "steady", order("steady", "", 4, 1));
            ack(producer, "steady", "", 1, AckStatus.APPLIED, 4, null);
            producer.commitTransaction();
            producer.beginTransaction();
            send(producer, Topic.SCALING_COMMANDS, "chat", order("chat", "cpu", 0, 6, share("cpu", 0, 3)));
            producer.abortTransaction();
        }
        String addressed = settings("executor.weights.addresses=gpu=10.0.0.2:80,chat/cpu=10.0.0.1:80\n");

        CommandRun table = CommandRun.of("weights", "chat", "--config", addressed);
        JsonNode asJson = json(CommandRun.of("weights", "chat", "--config", config, "--json"));
        CommandRun nginx = CommandRun.of("weights", "chat", "--config", addressed, "--format", "nginx");
        JsonNode envoy = json(CommandRun.of("weights", "chat", "--config", addressed, "--format", "envoy"));
        JsonNode steady = json(CommandRun.of("weights", "steady", "--config", config, "--format", "json"));

        assertThat(table.out().lines())
                .containsExactly(
                        "pool  ordered  ready  each serves  weight  address",
                        "cpu   10       10     3/s          429     10.0.0.1:80",
                        "gpu   2        1      40/s         571     10.0.0.2:80");
        assertThat(asJson.get("weights").findValuesAsText("weight")).containsExactly("429", "571");
        assertThat(asJson.get("weights").findValuesAsText("ready")).containsExactly("10", "1");
        assertThat(nginx.out().lines()).contains("    server 10.0.0.2:80 weight=571;");
        assertThat(envoy.at("/resources/0/cluster_name").textValue()).isEqualTo("chat");
        assertThat(steady.at("/weights/0/ready").intValue()).isEqualTo(4);
    }

    @Test
    void weights_of_a_service_without_a_command_or_an_address_are_refused_in_one_line() throws IOException {
        Path file = Files.writeString(directory.resolve("idle.yaml"), """
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: idle}
                spec: {replicas: {max: 2}}
                """);
        CommandRun.of("policy", "apply", "-f", file.toString(), "--config", config);
        try (KafkaProducer<String, SpecificRecord> producer = transactions("nowhere")) {
            send(producer, Topic.SCALING_COMMANDS, "nowhere", order("nowhere", "", 4, 1));
            producer.commitTransaction();
        }

        assertThat(CommandRun.of("weights", "nobody", "--config", config))
                .isEqualTo(new CommandRun(
                        1,
                        "",
                        lines("sluice weights: unknown service nobody: there is neither a"
                                + " command nor a policy for it")));
        assertThat(CommandRun.of("weights", "idle", "--config", config).err())
                .startsWith("sluice weights: there is no command for idle yet")
                .hasLineCount(1);
        assertThat(CommandRun.of("weights", "nowhere", "--config", config, "--format", "nginx"))
                .extracting(CommandRun::exit, CommandRun::err)
                .containsExactly(
                        1,
                        lines("sluice weights: no pool of nowhere has an address, which nginx needs; name"
                                + " them with executor.weights.addresses"));
    }

    private static ScalingCommand order(
            String service, String pool, int replicas, long generation, PoolShare... shares) {
        return ScalingCommand.newBuilder()
                .setService(service)
                .setPool(pool)
                .setReplicas(replicas)
                .setPrevious(0)
                .setGeneration(generation)
                .setReason(Reason.FORECAST)
                .setDecisionId(service + generation)
                .setIssuedAt(EIGHT)
                .setValidUntil(EIGHT.plusSeconds(300))
                .setAllocation(List.of(shares))
                .build();
    }

    private static PoolShare share(String pool, int replicas, double perReplica) {
        return new PoolShare(pool, replicas, null, perReplica, 1.0, 0);
    }

    private static void ack(
            KafkaProducer<String, SpecificRecord> producer,
            String service,
            String pool,
            long generation,
            AckStatus status,
            int replicas,
            @Nullable Integer ready) {
        ScalingAck ack = ScalingAck.newBuilder()
                .setService(service)
                .setPool(pool)
                .setGeneration(generation)
                .setStatus(status)
                .setReplicas(replicas)
                .setReady(ready)
                .setIssuedAt(EIGHT)
                .setAt(EIGHT.plusSeconds(60))
                .setExecutor("executor")
                .build();
        send(producer, Topic.SCALING_ACKS, service, ack);
    }

    private static ScalingDecision.Builder decision(String service, Instant at) {
        return ScalingDecision.newBuilder()
                .setService(service)
                .setId(service + "@" + at)
                .setAt(at)
                .setTrigger(Trigger.WINDOW)
                .setMode(Mode.ACT)
                .setCurrent(4)
                .setReady(4);
    }

    private static ScalingDecision hold(String service, Instant at) {
        return decision(service, at)
                .setOutcome(Outcome.HOLD)
                .setReason(Reason.NO_CHANGE)
                .setTarget(4)
                .build();
    }

    private static ScalingDecision up(String service, Instant at, long generation) {
        return decision(service, at)
                .setOutcome(Outcome.UP)
                .setReason(Reason.FORECAST)
                .setSignal(Signal.REQUESTS)
                .setWindowFrom(at.minusSeconds(10))
                .setWindowTo(at)
                .setSeen(84.2)
                .setForecast(97.1)
                .setForecastUsable(true)
                .setUpper(110.3)
                .setPerReplica(12.5)
                .setLeadTimeMs(60_000L)
                .setRule(new RuleScore("forecast + 2 errors, held 1m", .006, 1.32, 9))
                .setRunnerUp(new RuleScore("70 % of capacity", .009, 1.41, 8))
                .setExperts(
                        List.of(new ExpertShare("season of a day", .61, 98.), new ExpertShare("last value", .39, 84.2)))
                .setStages(List.of(
                        new DecisionStage("sizing", 4, 9, Reason.FORECAST, "110.3 at 12.5 each"),
                        new DecisionStage("rate limit", 9, 7, Reason.UP_RATE_LIMITED, "from 4 replicas"),
                        new DecisionStage("bounds", 7, 7, Reason.NO_CHANGE, "")))
                .setTarget(7)
                .setGeneration(generation)
                .setDetail("demand rises")
                .build();
    }

    private static KafkaProducer<String, SpecificRecord> transactions(String name) {
        KafkaProducer<String, SpecificRecord> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", name),
                new StringSerializer(),
                AvroSerde.of(SpecificRecord.class, REGISTRY).serializer());
        producer.initTransactions();
        producer.beginTransaction();
        return producer;
    }

    private static void decide(
            KafkaProducer<String, SpecificRecord> producer, ScalingDecision decision, boolean commit) {
        send(producer, Topic.SCALING_DECISIONS, decision.getService(), decision);
        if (commit) {
            producer.commitTransaction();
            producer.beginTransaction();
        }
    }

    private static void acknowledge(
            KafkaProducer<String, SpecificRecord> producer, String service, long generation, AckStatus status) {
        ScalingAck ack = ScalingAck.newBuilder()
                .setService(service)
                .setGeneration(generation)
                .setStatus(status)
                .setReplicas(7)
                .setIssuedAt(EIGHT.plusSeconds(1500))
                .setAt(EIGHT.plusSeconds(1560))
                .setExecutor("executor")
                .build();
        send(producer, Topic.SCALING_ACKS, service, ack);
    }

    private static void send(
            KafkaProducer<String, SpecificRecord> producer, Topic topic, String service, SpecificRecord value) {
        var unused = producer.send(new ProducerRecord<>(topic.plainName(), service, value));
    }

    private static List<ConsumerRecord<String, RequestRateEvent>> reports(String service) {
        try (KafkaConsumer<String, RequestRateEvent> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                AvroSerde.of(RequestRateEvent.class, REGISTRY).deserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (PartitionInfo info : consumer.partitionsFor(Topic.REQUEST_RATE_EVENTS.plainName())) {
                partitions.add(new TopicPartition(info.topic(), info.partition()));
            }
            consumer.assign(partitions);
            long all = consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            List<ConsumerRecord<String, RequestRateEvent>> found = new ArrayList<>();
            for (long seen = 0; seen < all; ) {
                for (ConsumerRecord<String, RequestRateEvent> record : consumer.poll(Duration.ofSeconds(1))) {
                    seen++;
                    Optional.of(record).filter(r -> service.equals(r.key())).ifPresent(found::add);
                }
            }
            return found;
        }
    }

    private static String settings(String more) {
        try {
            Path file = Files.createTempFile(directory, "sluice", ".properties");
            return Files.writeString(
                            file,
                            "bootstrap.servers=" + broker.bootstrapServers() + "\nschema.registry.url=mock://commands\n"
                                    + more)
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(CommandRun run) throws IOException {
        assertThat(run.exit()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    private static String lines(String... lines) {
        return String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }
}
