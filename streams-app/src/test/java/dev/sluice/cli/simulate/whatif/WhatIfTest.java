package dev.sluice.cli.simulate.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.cli.CommandRun;
import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.events.Mode;
import dev.sluice.events.Outcome;
import dev.sluice.events.Reason;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.Trigger;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.Topic;
import dev.sluice.simulator.Run;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.Simulation;
import dev.sluice.simulator.SluiceScaler;
import dev.sluice.simulator.Trace;
import dev.sluice.simulator.plant.ServiceModel;
import dev.sluice.simulator.plant.Timeline;
import dev.sluice.simulator.workload.Workload.Kind;
import dev.sluice.simulator.workload.Workloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A day of a shop was recorded while it ran under a policy: what would another have done? */
final class WhatIfTest {
    private static final Instant MONDAY = Instant.parse("2026-03-02T00:00:00Z");
    private static final Map<String, Object> REGISTRY = Map.of("schema.registry.url", "mock://what-if");
    private static final double PER_REPLICA = 5;

    /** Whole requests, as instances report them. */
    private static final Trace DEMAND =
            starting(Workloads.of(Kind.WEB_DAY, 60, 1, 1).trace());

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static String config;

    @BeforeAll
    static void record() throws IOException {
        broker = EmbeddedBroker.start();
        config = file(
                "sluice.properties",
                "bootstrap.servers=" + broker.bootstrapServers()
                        + "\nschema.registry.url=mock://what-if\ntime.source=event\n");
        succeeded("topics", "create", "--config", config, "--partitions", "2");
        succeeded("policy", "apply", "-f", policy("shop", "replicas: {max: 60}"), "--config", config);
        for (String service : List.of("shop", "neighbour")) {
            succeeded(
                    "replay",
                    "--service",
                    service,
                    "--speed",
                    "max",
                    "--instances",
                    "2",
                    "--trace",
                    csv(DEMAND),
                    "--config",
                    config);
        }
        decide("shop", ran().decisions(), Mode.ACT);
        decide("neighbour", ran().decisions(), Mode.ADVISE);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    /** The shop's day as it was: the policy in force, and replicas that serve what it did not state. */
    private static Run ran() {
        Scenario scenario = Scenario.of("shop", DEMAND, ServiceModel.of(PER_REPLICA, 120_000));
        ScalingPolicy policy = ScalingPolicy.of("shop", 60);
        return Simulation.run(scenario, SluiceScaler.of(scenario, policy, Duration.ofSeconds(10)));
    }

    @Test
    void the_policy_in_force_does_again_what_was_recorded_and_the_new_one_keeps_its_own_bounds() throws IOException {
        JsonNode played = json(whatIf("shop", policy("shop", "replicas: {min: 58, max: 60}"), "--json"))
                .get("traces")
                .get(0);

        assertThat(played.get("trace").asText()).isEqualTo("shop");
        assertThat(played.get("steps").asInt()).isEqualTo(1440);
        assertThat(played.get("stepSeconds").asDouble()).isEqualTo(60);
        assertThat(played.get("perReplica").asDouble())
                .as("as last planned with")
                .isEqualTo(PER_REPLICA);
        assertThat(played.get("leadSeconds").asDouble()).isEqualTo(120);
        JsonNode scores = played.get("scores");
        assertThat(scores.fieldNames()).toIterable().containsExactly("recorded", "in-force", "new");
        assertThat(List.of("unservedPercent", "costVsOracle", "changesPerHour", "replicaHours", "starts"))
                .allSatisfy(name -> assertThat(scores.get("in-force").get(name))
                        .isEqualTo(scores.get("recorded").get(name)));
        assertThat(scores.get("recorded").get("starts").asInt())
                .as("it did scale")
                .isGreaterThan(10);
        double hours = scores.get("new").get("replicaHours").asDouble();
        assertThat(hours).isBetween(58 * .7 * 24, 60 * .7 * 24);
        assertThat(hours)
                .isGreaterThan(2 * scores.get("recorded").get("replicaHours").asDouble());
    }

    @Test
    void an_hour_of_it_is_drawn_and_told_as_a_table() throws IOException {
        Path picture = directory.resolve("what-if.svg");
        Path decisions = directory.resolve("D.csv");

        CommandRun run = whatIf(
                "shop",
                policy("shop", "replicas: {min: 7, max: 7}"),
                "--from",
                "2026-03-02T08:00:00Z",
                "--to",
                "2026-03-02T09:00:00Z",
                "--skip",
                "0s",
                "--per-replica",
                "8",
                "--against",
                "oracle",
                "--picture",
                picture.toString(),
                "--out",
                decisions.toString());

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).contains("cost/oracle", "recorded", "in-force", "new", "oracle");
        assertThat(Files.readString(picture)).startsWith("<svg").contains("serves 8.000 units/s");
        List<String> rows = Files.readAllLines(decisions);
        assertThat(rows.get(1)).as("the hour's start").startsWith("1772438400,");
        assertThat(rows.get(rows.size() - 1)).endsWith(",7");
    }

    @Test
    void where_sluice_only_advised_what_ran_is_what_it_found() throws IOException {
        JsonNode scores = json(whatIf("neighbour", policy("neighbour", "replicas: {max: 60}"), "--json"))
                .at("/traces/0/scores");

        assertThat(scores.fieldNames()).toIterable().as("no policy is in force").containsExactly("recorded", "new");
        assertThat(scores.get("recorded").get("replicaHours").asDouble()).isCloseTo(3 * .7 * 24, within(1e-9));
        assertThat(scores.get("recorded").get("changesPerHour").asDouble()).isZero();
    }

    @Test
    void what_cannot_be_compared_is_one_clear_line() throws IOException {
        String shop = policy("shop", "replicas: {max: 60}");
        assertThat(whatIf("nobody", policy("nobody", "replicas: {max: 60}")))
                .isEqualTo(failed("no report of nobody tells its requests in the time asked for"));
        assertThat(whatIf("shop", shop, "--to", "2025-01-01T00:00:00Z"))
                .isEqualTo(failed("no report of shop tells its requests in the time asked for"));
        assertThat(whatIf("neighbour", shop)).isEqualTo(failed("the new policy is for shop, --service is neighbour"));
        assertThat(whatIf("shop", policy("shop", "replicas: {max: 60}\n  demand: {signal: units}"))
                        .err())
                .contains("the policy in force is sized by REQUESTS, the new one by UNITS")
                .hasLineCount(1);
        assertThat(whatIf("shop", policy("shop", "replicas: {max: 60}\n  demand: {signal: cpu}"))
                        .err())
                .contains("sized by CPU: only requests and units")
                .hasLineCount(1);
        assertThat(whatIf("shop", shop, "--from", "2026-03-02T09:00:00Z", "--to", "2026-03-02T08:00:00Z")
                        .exit())
                .isEqualTo(2);
        assertThat(whatIf("shop", directory.resolve("none.yaml").toString()).err())
                .contains("none.yaml: there is no such file");
    }

    private static CommandRun whatIf(String service, String policy, String... more) {
        List<String> words = new ArrayList<>(
                List.of("simulate", "--from-topic", "--service", service, "--config", config, "--policy", policy));
        words.addAll(Arrays.asList(more));
        return CommandRun.of(words.toArray(String[]::new));
    }

    private static CommandRun failed(String why) {
        return new CommandRun(1, "", "sluice simulate: " + why + System.lineSeparator());
    }

    private static JsonNode json(CommandRun run) throws IOException {
        assertThat(run.exit()).as(run.err()).isZero();
        return new ObjectMapper().readTree(run.out());
    }

    private static void succeeded(String... words) {
        CommandRun run = CommandRun.of(words);
        assertThat(run.exit()).as(run.err()).isZero();
    }

    private static Trace starting(Trace trace) {
        return new Trace(MONDAY.getEpochSecond(), trace.step(), trace.values());
    }

    private static String policy(String service, String spec) throws IOException {
        return file(service + spec.hashCode() + ".yaml", """
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: %s}
                spec:
                  %s
                """.formatted(service, spec));
    }

    private static String csv(Trace trace) throws IOException {
        StringBuilder csv = new StringBuilder("timestamp_s,requests\n");
        for (int i = 0; i < trace.length(); i++) {
            csv.append(Math.round(trace.end(i) - trace.step()))
                    .append(',')
                    .append(trace.values()[i])
                    .append('\n');
        }
        return file("trace.csv", csv.toString());
    }

    private static String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    /** Writes each size as a decision, as the loops do; advice finds three replicas whatever it would want. */
    private static void decide(String service, Timeline sizes, Mode mode) {
        try (KafkaProducer<String, ScalingDecision> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                AvroSerde.of(ScalingDecision.class, REGISTRY).serializer())) {
            for (int i = 0; i < sizes.length(); i++) {
                int before = mode == Mode.ADVISE ? 3 : sizes.replicas(Math.max(0, i - 1));
                ScalingDecision decision = decision(service, Instant.ofEpochMilli(sizes.at(i)), before)
                        .setMode(mode)
                        .setTarget(sizes.replicas(i))
                        .build();
                var unused =
                        producer.send(new ProducerRecord<>(Topic.SCALING_DECISIONS.plainName(), service, decision));
            }
        }
    }

    private static ScalingDecision.Builder decision(String service, Instant at, int current) {
        return ScalingDecision.newBuilder()
                .setService(service)
                .setId(service + "@" + at)
                .setAt(at)
                .setTrigger(Trigger.WINDOW)
                .setOutcome(Outcome.HOLD)
                .setReason(Reason.FORECAST)
                .setPerReplica(PER_REPLICA)
                .setLeadTimeMs(120_000L)
                .setCurrent(current);
    }
}
