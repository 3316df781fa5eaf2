package dev.sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.events.AckStatus;
import dev.sluice.events.CommandedPool;
import dev.sluice.events.Mode;
import dev.sluice.events.Outcome;
import dev.sluice.events.PoolShare;
import dev.sluice.events.Reason;
import dev.sluice.events.ReplicaSize;
import dev.sluice.events.ResourceCost;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.Trigger;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of pools, budgets, overrides and costs against a real broker. */
final class AllocationCommandsTest {
    private static final Map<String, Object> REGISTRY = Map.of("schema.registry.url", "mock://allocation-commands");
    private static final Instant EIGHT = Instant.parse("2026-03-02T08:00:00Z");

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;
    private static String config;

    @BeforeAll
    static void start() throws IOException {
        broker = EmbeddedBroker.start();
        config = file(
                        "sluice.properties",
                        "bootstrap.servers=" + broker.bootstrapServers()
                                + "\nschema.registry.url=mock://allocation-commands\n")
                .toString();
        assertThat(sluice("topics create --partitions 3").err()).isEmpty();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void what_was_set_by_hand_is_kept_until_somebody_withdraws_it() throws IOException {
        JsonNode topics = json(sluice("topics describe --json")).get("topics");

        assertThat(settings(topics, "scaling-overrides"))
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "-1");
        assertThat(settings(topics, "scaling-commands")).containsEntry("min.compaction.lag.ms", days(1));
        assertThat(settings(topics, "resource-costs")).containsEntry("retention.ms", days(400));
        assertThat(settings(topics, "resource-claims")).containsEntry("retention.ms", days(7));
        assertThat(settings(topics, "resource-grants")).containsEntry("retention.ms", days(7));
        assertThat(settings(topics, "resource-pools")).containsEntry("cleanup.policy", "compact");
        assertThat(settings(topics, "tenant-budgets")).containsEntry("cleanup.policy", "compact");
    }

    @Test
    void files_of_every_kind_come_into_force_on_their_own_topics_are_shown_and_end() throws IOException {
        Path file = file("search.yaml", """
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: search}
                spec:
                  replicas: {max: 40}
                  pools: [{name: cpu, perReplica: 3}, {name: a10g}]
                  tenant: retail
                ---
                apiVersion: sluice.dev/v1
                kind: Pool
                metadata: {name: a10g}
                spec:
                  price: 1.2
                  limit: 40
                  leadTime: 90s
                  resources: {cpu: 4, memory: 16Gi, gpu: 1}
                  spot: {interruptionsPerHour: 0.05}
                ---
                apiVersion: sluice.dev/v1
                kind: Pool
                metadata: {name: cpu}
                spec: {price: 0.05}
                ---
                apiVersion: sluice.dev/v1
                kind: Budget
                metadata: {name: retail}
                spec: {perMonth: 2000, kind: hard, zone: Europe/Berlin}
                """);

        CommandRun before = sluice("pool get a10g");
        CommandRun applied = sluice("policy apply -f " + file);
        CommandRun pools = sluice("pool list");
        CommandRun shown = sluice("pool get a10g");
        JsonNode budgets = json(sluice("budget list --json"));
        CommandRun policies = sluice("policy list");

        assertThat(before).isEqualTo(new CommandRun(1, "", lines("sluice pool get: there is no pool for a10g")));
        assertThat(applied)
                .isEqualTo(new CommandRun(
                        0,
                        lines("search: applied", "pool a10g: applied", "pool cpu: applied", "budget retail: applied"),
                        ""));
        assertThat(pools.out().lines())
                .containsExactly(
                        "POOL  PRICE/H  LIMIT  LEAD TIME  RESOURCES                  INTERRUPTIONS/H",
                        "a10g  1.2      40     90s        cpu 4, memory 16Gi, gpu 1  0.05",
                        "cpu   0.05     -      0s         -                          -");
        assertThat(CommandRun.of(
                                "policy",
                                "validate",
                                "-f",
                                file("copy.yaml", shown.out()).toString())
                        .out())
                .isEqualTo(lines("pool a10g: valid"));
        assertThat(budgets.toString())
                .isEqualTo("[{\"name\":\"retail\",\"perMonth\":2000.0,\"kind\":\"hard\",\"zone\":\"Europe/Berlin\"}]");
        assertThat(policies.out().lines()).contains("search   1    40   act   cpu,a10g  retail");

        assertThat(sluice("pool delete a10g")).isEqualTo(new CommandRun(0, lines("a10g: deleted"), ""));
        assertThat(json(sluice("pool list --json")).findValuesAsText("name")).containsExactly("cpu");
        assertThat(sluice("budget delete nobody").exit()).isEqualTo(1);
    }

    @Test
    void an_override_holds_is_listed_outranked_and_withdrawn() throws IOException {
        CommandRun paused = sluice("override checkout pause --force --for 2h --owner anna --reason launch --id launch");
        CommandRun forced =
                sluice("override checkout force 5 --force --from 2126-03-02T08:00:00Z --for 1h --owner ben --id peak");
        CommandRun beyond = sluice("override checkout force 20000000 --force --for 1h --owner ben --id beyond");
        CommandRun farBeyond = sluice("override checkout bounds --max 3000000000 --force --for 1h --owner ben");
        sluice("override checkout pause --force --for 1h --owner ben --id again");
        CommandRun planned = sluice(
                "override checkout schedule --force --start 0_8_*_*_mon-fri --for 8h --zone Europe/Berlin --min 10 --id day"
                        + " --until 2126-01-01T00:00:00Z --owner anna");
        JsonNode listed = json(sluice("override checkout list --json"));
        CommandRun table = sluice("override checkout list");

        assertThat(beyond.exit()).isNotZero();
        assertThat(beyond.err()).contains("'20000000' is not a whole number from 0 to 10,000,000");
        assertThat(farBeyond.err()).contains("--max", "'3000000000' is not a whole number from 0 to 10,000,000");
        assertThat(paused.out()).matches("checkout: paused by anna, override launch until \\S+Z \\(launch\\)\\R");
        assertThat(forced.out())
                .isEqualTo(lines("checkout: forced to 5 by ben, override peak until 2126-03-02T09:00:00Z, from"
                        + " 2126-03-02T08:00:00Z"));
        assertThat(planned.out())
                .startsWith("checkout: bounds 10 to … by anna, schedule day until 2126-01-01T00:00:00Z")
                .endsWith("at '0 8 * * mon-fri' for 8h Europe/Berlin" + System.lineSeparator());
        assertThat(listed.findValuesAsText("id")).containsExactly("launch", "peak", "again", "day");
        assertThat(listed.findValuesAsText("when").subList(0, 3))
                .containsExactly("outranked", "from 2126-03-02T08:00:00Z", "now");
        assertThat(listed.get(0).get("reason").textValue()).isEqualTo("launch");
        assertThat(table.out().lines()).hasSize(5);
        sluice("override other freeze down --force --for 1h --owner carl --id quiet");
        JsonNode all = json(sluice("override list --json"));
        assertThat(all.findValuesAsText("service")).contains("checkout", "other");
        assertThat(all.findValuesAsText("id")).contains("launch", "peak", "again", "day", "quiet");

        assertThat(sluice("override checkout withdraw again").out()).isEqualTo(lines("checkout: again withdrawn"));
        assertThat(sluice("override checkout withdraw again").err())
                .isEqualTo(lines("sluice override withdraw: nothing named again holds for checkout, now or later"));
        JsonNode left = json(sluice("override checkout list --json"));
        assertThat(left.findValuesAsText("id")).containsExactly("launch", "peak", "day");
        assertThat(left.get(0).get("when").textValue()).isEqualTo("now");
    }

    @Test
    void with_time_from_the_records_an_override_counts_from_where_the_service_has_come_to() throws IOException {
        String replayed = file("replayed.properties", Files.readString(Path.of(config)) + "time.source=event\n")
                .toString();
        publish(Topic.SCALING_DECISIONS, "recorded", decision("recorded", EIGHT));

        CommandRun forced = run(replayed, "override recorded force 5 --force --for 1h --owner anna --id f");
        JsonNode listed = json(run(replayed, "override recorded list --json"));
        assertThat(forced.out())
                .isEqualTo(lines("recorded: forced to 5 by anna, override f until 2026-03-02T09:00:00Z"));
        assertThat(listed.findValuesAsText("when")).containsExactly("now");

        publish(Topic.SCALING_DECISIONS, "recorded", decision("recorded", EIGHT.plusSeconds(3600)));
        assertThat(run(replayed, "override recorded list").out()).isEqualTo(lines("nothing is set, now or later"));
    }

    @Test
    void a_policy_that_names_a_pool_that_nobody_declared_is_applied_with_a_warning() throws IOException {
        Path file = file("slip.yaml", """
                apiVersion: sluice.dev/v1
                kind: Pool
                metadata: {name: slip-cpu}
                spec: {price: 0.05}
                ---
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: slip}
                spec:
                  replicas: {max: 40}
                  pools: [{name: slip-cpu}, {name: slip-gqu}]
                """);

        CommandRun applied = sluice("policy apply -f " + file);

        assertThat(applied)
                .isEqualTo(new CommandRun(
                        0,
                        lines("pool slip-cpu: applied", "slip: applied"),
                        lines("sluice policy apply: warning: slip: spec.pools[1].name=slip-gqu: no such pool is"
                                + " declared; nothing runs there until one is; did you mean slip-cpu?")));
        assertThat(sluice("pool delete slip-cpu").exit()).isZero();
    }

    @Test
    void bounds_that_cross_are_told_as_they_were_given() {
        assertThat(sluice("override checkout bounds --min 5 --max 3 --for 1h").err())
                .contains("bounds must be from 0 and in order, not 5 to 3");
    }

    @Test
    void a_service_may_be_called_as_an_action_is() throws IOException {
        CommandRun frozen = sluice("override schedule freeze down --force --for 1h --owner anna");
        String id =
                json(sluice("override schedule list --json")).get(0).get("id").textValue();

        assertThat(frozen.out()).startsWith("schedule: frozen downwards by anna, override " + id + " until ");
        assertThat(id).matches("freeze-[0-9a-f]{8}");
        assertThat(sluice("override list list").out()).isEqualTo(lines("nothing is set, now or later"));
    }

    @Test
    void costs_are_the_newest_record_of_each_hour_beside_a_static_peak() throws IOException {
        publish(Topic.RESOURCE_COSTS, "llm", cost("llm", "a10g", 0, 2, 1, .5));
        publish(Topic.RESOURCE_COSTS, "llm", cost("llm", "a10g", 0, 4, 3, 1));
        publish(Topic.RESOURCE_COSTS, "llm", cost("llm", "a10g", 1, 1, 1, 1));
        publish(Topic.RESOURCE_COSTS, "web", cost("web", "cpu", 1, 10, 10, 1));

        CommandRun all = sluice("costs");
        JsonNode pools = json(sluice("costs llm --by pool --json"));
        JsonNode late = json(sluice("costs --by tenant --since 2026-03-02T09:00:00Z --json"));
        CommandRun nobody = sluice("costs nobody");

        // four a10g in the first hour and one in the second; a fleet of four would have run for both
        assertThat(all.out().lines())
                .containsExactly(
                        "SERVICE  REPLICA-HOURS  USEFUL  COST   STATIC PEAK  SAVED",
                        "llm      5.00           4.00    10.00  16.00        37.5 %",
                        "web      10.00          10.00   20.00  20.00        0 %",
                        "total    15.00          14.00   30.00  36.00        16.7 %");
        assertThat(pools.at("/rows/0/name").textValue()).isEqualTo("a10g");
        assertThat(pools.at("/total/savedShare").doubleValue()).isEqualTo(.375);
        assertThat(late.at("/rows/0/name").textValue()).isEqualTo("retail");
        assertThat(late.at("/rows/0/cost").doubleValue()).isEqualTo(22);
        assertThat(nobody.err()).isEqualTo(lines("sluice costs: no cost of nobody is known"));
    }

    @Test
    void a_decision_on_several_pools_is_explained_pool_by_pool() throws IOException {
        ScalingDecision decision = ScalingDecision.newBuilder()
                .setService("llm")
                .setId("llm@1")
                .setAt(EIGHT)
                .setTrigger(Trigger.WINDOW)
                .setOutcome(Outcome.UP)
                .setReason(Reason.FORECAST)
                .setMode(Mode.ACT)
                .setCurrent(3)
                .setTarget(16)
                .setGeneration(8)
                .setAllocation(List.of(
                        new PoolShare("cpu", 3, 2, 3., .05, 130), new PoolShare("a10g", 1, null, 40., 1.2, 870)))
                .setPricePerHour(1.35)
                .setStanding(List.of("bounds 10 to … by anna, override launch until 2026-03-02T10:00:00Z"))
                .setSize(new ReplicaSize(.5, 512L << 20, 0., 0L, 0L))
                .setSizeAdvice("90 % of a week's samples")
                .setCommanded(List.of(new CommandedPool("cpu", 3, 7L), new CommandedPool("a10g", 1, 8L)))
                .build();
        publish(Topic.SCALING_DECISIONS, "llm", decision);
        publish(Topic.SCALING_ACKS, "llm", ack("a10g", 8));

        CommandRun text = sluice("explain llm");
        JsonNode json = json(sluice("explain llm --json")).get(0);

        assertThat(text.out().lines())
                .containsExactly(
                        "llm  2026-03-02T08:00:00Z  UP 3 -> 16",
                        "  why           forecast, on window",
                        "  seen          no report",
                        "  forecast      none",
                        "  replicas      3 ordered",
                        "  pool          cpu: 3 ordered, 2 ready, each serves 3 requests/s at 0.05 per hour, 13 % of"
                                + " the traffic",
                        "  pool          a10g: 1 ordered, each serves 40 requests/s at 1.20 per hour, 87 % of the"
                                + " traffic",
                        "  price         1.35 per hour",
                        "  standing      bounds 10 to … by anna, override launch until 2026-03-02T10:00:00Z",
                        "  replica size  cpu 0.5, memory 512Mi: 90 % of a week's samples",
                        "  command       cpu: run 3, generation 7",
                        "  answer        cpu: none yet",
                        "  command       a10g: run 1, generation 8",
                        "  answer        a10g: APPLIED at 2026-03-02T08:00:00Z by executor");
        assertThat(json.at("/commanded/1/pool").textValue()).isEqualTo("a10g");
        assertThat(json.get("acknowledgements").findValuesAsText("pool")).containsExactly("a10g");
    }

    @Test
    void a_decision_on_a_grant_has_seen_no_window_and_does_not_say_that_reports_are_missing() {
        publish(Topic.SCALING_DECISIONS, "granted", decision("granted", EIGHT));
        assertThat(sluice("explain granted").out()).containsPattern("seen +no window since the last decision");
    }

    /** What was decided when a grant came. */
    private static ScalingDecision decision(String service, Instant at) {
        return ScalingDecision.newBuilder()
                .setService(service)
                .setId(service + "@" + at)
                .setAt(at)
                .setTrigger(Trigger.GRANT)
                .setOutcome(Outcome.HOLD)
                .setReason(Reason.POOL_LIMIT)
                .setMode(Mode.ACT)
                .setCurrent(3)
                .setTarget(3)
                .setGeneration(8)
                .build();
    }

    private static ScalingAck ack(String pool, long generation) {
        return ScalingAck.newBuilder()
                .setService("llm")
                .setPool(pool)
                .setGeneration(generation)
                .setStatus(AckStatus.APPLIED)
                .setReplicas(1)
                .setIssuedAt(EIGHT)
                .setAt(EIGHT)
                .setExecutor("executor")
                .build();
    }

    /** So many replicas, of them so many ready, at 2.0 per hour for a part of an hour from eight on. */
    private static ResourceCost cost(String service, String pool, int hour, int replicas, int ready, double part) {
        double cost = replicas * part * 2;
        return new ResourceCost(
                service,
                pool,
                "retail",
                EIGHT.plus(Duration.ofHours(hour)),
                replicas * part * 3600,
                2.,
                cost,
                cost,
                ready * part * 3600,
                replicas,
                part == 1,
                null);
    }

    private static void publish(Topic topic, String key, SpecificRecord value) {
        try (KafkaProducer<String, SpecificRecord> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new StringSerializer(),
                AvroSerde.of(SpecificRecord.class, REGISTRY).serializer())) {
            var unused = producer.send(new ProducerRecord<>(topic.plainName(), key, value));
        }
    }

    private static Map<String, String> settings(JsonNode topics, String name) {
        for (JsonNode topic : topics) {
            if (topic.get("topic").textValue().equals(name)) {
                return new ObjectMapper().convertValue(topic.get("settings"), new TypeReference<>() {});
            }
        }
        throw new AssertionError("no topic " + name);
    }

    private static String days(int days) {
        return Long.toString(Duration.ofDays(days).toMillis());
    }

    /** Runs a line of words; an underscore stands for a space in one of them. */
    private static CommandRun sluice(String line) {
        return run(config, line);
    }

    private static CommandRun run(String settings, String line) {
        String[] words = (line + " --config " + settings).split(" ");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].replace('_', ' ');
        }
        return CommandRun.of(words);
    }

    private static Path file(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
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
