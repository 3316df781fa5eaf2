package dev.sluice.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.embedded.BrokerTopics;
import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.events.AckStatus;
import dev.sluice.events.CommandedPool;
import dev.sluice.events.DemandForecast;
import dev.sluice.events.ForecastQuantile;
import dev.sluice.events.Outcome;
import dev.sluice.events.PolicyVerdict;
import dev.sluice.events.PoolShare;
import dev.sluice.events.PoolTerms;
import dev.sluice.events.Reason;
import dev.sluice.events.ResourceCost;
import dev.sluice.events.ResourcePool;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.events.ServiceBudget;
import dev.sluice.events.Signal;
import dev.sluice.http.HttpServer;
import dev.sluice.http.HttpSettings;
import dev.sluice.http.monitoring.Health;
import dev.sluice.http.monitoring.Metrics;
import dev.sluice.http.routing.Routes;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.web.model.ExampleDecisions;
import dev.sluice.web.model.Source;
import dev.sluice.web.model.summary.Summary;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The API over a real broker: what is written to the topics is what its clients see, and what they set is on the topics. */
final class WebApiTest {
    private static final String TOKEN = "let-me-write";
    private static final Instant AT = ExampleDecisions.AT;
    private static final Map<String, Object> REGISTRY = Map.of("schema.registry.url", "mock://web-api-test");
    private static final Serializer<SpecificRecord> WRITER =
            AvroSerde.of(SpecificRecord.class, REGISTRY).serializer();
    private static final ObjectMapper JSON = new ObjectMapper();

    private static EmbeddedBroker broker;
    private static KafkaProducer<byte[], byte[]> producer;
    private static WebApi api;
    private static Metrics metrics;
    private static Routes routes;
    private static HttpServer server;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @BeforeAll
    static void aServiceOnTwoPoolsAndOneThatIsOverloaded() throws Exception {
        broker = EmbeddedBroker.start();
        Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        BrokerTopics.create(
                broker.bootstrapServers(),
                Arrays.stream(Topic.values())
                        .map(topic -> new NewTopic(topic.plainName(), 2, (short) 1))
                        .toList());
        Map<String, Object> producing = new HashMap<>(kafka);
        producer = new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer());
        history();
        producer.flush();
        api = new WebApi(
                new Source(Topics.plain(), kafka, REGISTRY, Duration.ofHours(6)),
                new WebApi.Clients(kafka, kafka),
                new About("sluice", "test", "run", true, "EUR"),
                true);
        metrics = new Metrics();
        api.addTo(metrics);
        routes = api.addTo(new Routes());
        server = HttpServer.start(HttpSettings.onLoopback(0).withToken(TOKEN), routes, new Health(), metrics);
        api.start();
        await("/api/v1/services/checkout", service -> service.path("spark").size() == 40);
        await("/api/v1/status", status -> !status.path("stale").asBoolean());
        await("/api/v1/dead-letters", letters -> letters.path("byReason").size() == 1);
        await(
                "/api/v1/services/checkout/desired?pool=cpu",
                desired -> desired.path("replicas").asInt() == 4);
    }

    @AfterAll
    static void close() {
        server.close();
        api.close();
        metrics.close();
        producer.close();
        broker.close();
    }

    private static void history() {
        for (String service : List.of("checkout", "search", "advised")) {
            send(Topic.SCALING_POLICIES, service, policy(service, service.equals("checkout") ? 20 : 4));
        }
        send(Topic.RESOURCE_POOLS, "cpu", pool("cpu", .2, 12));
        for (int window = 1; window <= 40; window++) {
            ScalingDecision.Builder decision = ExampleDecisions.window("checkout", window, 60 + window);
            if (window == 30) {
                decision.setOutcome(Outcome.UP);
                decision.setCurrent(2);
                decision.setReason(Reason.FORECAST);
                decision.setCommanded(List.of(new CommandedPool("cpu", 4, 7L)));
            }
            decision.setAllocation(List.of(new PoolShare("cpu", 4, 4, 25.0, .2, 1000)));
            decision.setPricePerHour(.8);
            decision.setVerdict(new PolicyVerdict(window / 360.0, .004, .01, .001, .8, .94, AT, .25));
            send(Topic.DEMAND_FORECASTS, "checkout", forecast("checkout", window));
            send(Topic.SCALING_DECISIONS, "checkout", decision.build());
            send(Topic.SCALING_DECISIONS, "search", ExampleDecisions.at("search", window, 180));
            // what cannot be read passes no good record by
            var unused = producer.send(
                    new ProducerRecord<>("scaling-decisions", bytes("checkout"), new byte[] {0, 9, 9, 9, 9, 1}));
        }
        send(Topic.SCALING_COMMANDS, "checkout", command("checkout", "cpu", 4, 7));
        send(Topic.SCALING_ACKS, "checkout", ack("checkout", "cpu", 7));
        send(Topic.RESOURCE_COSTS, "checkout", cost("checkout", 3_600, .8));
        deadLetter();
    }

    @Test
    void a_service_at_a_glance_says_what_its_newest_decision_says() throws Exception {
        JsonNode service =
                json("/api/v1/services?filter=CHECK").path("services").get(0);
        assertThat(service.path("service").asText()).isEqualTo("checkout");
        assertThat(service.path("state").asText()).isEqualTo("ok");
        assertThat(service.path("why").asText()).isEmpty();
        assertThat(service.path("demand").asDouble()).isEqualTo(100);
        assertThat(service.path("capacity").asDouble()).isEqualTo(100);
        assertThat(service.path("unit").asText()).isEqualTo("requests/s");
        assertThat(service.path("objective").asText()).isEqualTo("serve 99 % of demand");
        assertThat(service.path("costPerHour").asDouble()).isEqualTo(.8);
        assertThat(service.path("pools").get(0).path("ready").asInt()).isEqualTo(4);
        assertThat(service.path("at").asLong()).isEqualTo(AT.plusSeconds(400).toEpochMilli());
        assertThat(service.path("spark")).hasSize(40);
        assertThat(service.path("spark").get(39).asDouble()).isEqualTo(100);
    }

    @Test
    void services_are_filtered_sorted_and_given_by_pages() throws Exception {
        JsonNode worst = json("/api/v1/services?sort=state&order=desc&limit=1");
        assertThat(worst.path("total").asInt()).isGreaterThanOrEqualTo(3);
        assertThat(worst.path("services")).hasSize(1);
        assertThat(worst.path("services").get(0).path("service").asText()).isEqualTo("search");
        assertThat(worst.path("services").get(0).path("why").asText()).startsWith("Demand is above capacity");
        assertThat(json("/api/v1/services?state=unknown&filter=adv")
                        .path("services")
                        .get(0)
                        .path("service")
                        .asText())
                .isEqualTo("advised");
        assertThat(json("/api/v1/services?offset=2&limit=1&sort=demand").path("services"))
                .hasSize(1);
        assertThat(status("GET", "/api/v1/services?sort=demnd")).isEqualTo(400);
        assertThat(json("/api/v1/services?sort=demnd").path("detail").asText()).contains("did you mean demand?");
        assertThat(json("/api/v1/services?limit=-1").path("parameter").asText()).isEqualTo("limit");
    }

    @Test
    void an_unknown_service_is_answered_with_a_near_name() throws Exception {
        assertThat(status("GET", "/api/v1/services/chekout/forecasts")).isEqualTo(404);
        assertThat(json("/api/v1/services/chekout").path("detail").asText())
                .isEqualTo("there is no service chekout; did you mean checkout?");
    }

    @Test
    void the_story_has_the_policy_the_last_decision_in_words_and_its_rule() throws Exception {
        JsonNode story = json("/api/v1/services/checkout");
        assertThat(story.path("policy").path("replicas").path("max").asInt()).isEqualTo(20);
        assertThat(story.path("lastDecision").path("words").asText()).contains("seen", "100 requests/s");
        assertThat(story.path("rule").path("unservedShare").asDouble()).isEqualTo(.004);
        assertThat(json("/api/v1/services/advised").path("lastDecision").isNull())
                .isTrue();
    }

    @Test
    void the_story_has_the_verdict_of_the_last_decision_and_the_glance_what_is_allowed() throws Exception {
        JsonNode verdict = json("/api/v1/services/checkout").path("verdict");
        assertThat(verdict.path("hoursSeen").asDouble()).isPositive();
        assertThat(verdict.path("costAgainstRan").asDouble()).isEqualTo(.8);
        assertThat(verdict.path("worstWindow").asLong()).isEqualTo(AT.toEpochMilli());
        assertThat(json("/api/v1/services/advised").path("verdict").isNull()).isTrue();
        assertThat(json("/api/v1/services/checkout").path("allowedUnserved").asDouble())
                .isEqualTo(.01);
    }

    @Test
    void each_window_has_what_was_forecast_for_it_when_it_mattered() throws Exception {
        long from = AT.plusSeconds(200).toEpochMilli();
        JsonNode forecasts = json("/api/v1/services/checkout/forecasts?from=" + from);
        assertThat(forecasts.path("points")).hasSize(21);
        JsonNode point = forecasts.path("points").get(20);
        assertThat(point.path("seen").asDouble()).isEqualTo(100);
        // one minute before, when window 34 had closed
        assertThat(point.path("forecast").asDouble()).isEqualTo(134);
        assertThat(point.path("upper").asDouble()).isEqualTo(154);
        assertThat(forecasts.path("ahead")).hasSize(6);
        assertThat(forecasts.path("ahead").get(5).path("point").asDouble()).isEqualTo(140);
        assertThat(json("/api/v1/services/checkout/forecasts?to=2026-03-02T08:00:10Z")
                        .path("points"))
                .hasSize(1);
        for (String wrong : List.of("from=yesterday", "from=20&to=10", "to=1e3")) {
            assertThat(status("GET", "/api/v1/services/checkout/forecasts?" + wrong))
                    .as(wrong)
                    .isEqualTo(400);
        }
    }

    @Test
    void decisions_come_newest_first_and_changes_alone_where_asked() throws Exception {
        JsonNode all = json("/api/v1/services/checkout/decisions?limit=3").path("decisions");
        assertThat(all).hasSize(3);
        assertThat(all.get(0).path("at").asLong())
                .isGreaterThan(all.get(1).path("at").asLong());
        JsonNode changes =
                json("/api/v1/services/checkout/decisions?changes=true").path("decisions");
        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).path("words").asText()).contains("UP 2 -> 4", "APPLIED", "cpu: run 4, generation 7");
    }

    @Test
    void the_latest_changes_of_all_services_come_newest_first() throws Exception {
        JsonNode latest = json("/api/v1/decisions").path("decisions");
        assertThat(latest).isNotEmpty();
        List<Long> times = new ArrayList<>();
        latest.forEach(decision -> {
            assertThat(decision.path("outcome").asText()).isIn("UP", "DOWN");
            assertThat(decision.path("words").asText()).isNotEmpty();
            times.add(decision.path("at").asLong());
        });
        assertThat(times).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(latest).anyMatch(d -> d.path("service").asText().equals("checkout"));
        assertThat(json("/api/v1/decisions?limit=1").path("decisions")).containsExactly(latest.get(0));
        assertThat(status("GET", "/api/v1/decisions?limit=many")).isEqualTo(400);
    }

    @Test
    void commands_carry_their_answers_and_desired_is_the_newest_of_a_pool() throws Exception {
        JsonNode command =
                json("/api/v1/services/checkout/commands").path("commands").get(0);
        assertThat(command.path("acks").get(0).path("status").asText()).isEqualTo("APPLIED");
        assertThat(json("/api/v1/services/checkout/desired").path("generation").asLong())
                .isEqualTo(7);
        assertThat(status("GET", "/api/v1/services/checkout/desired?pool=gpu")).isEqualTo(404);
        assertThat(status("GET", "/api/v1/services/search/desired")).isEqualTo(404);
        JsonNode weights =
                json("/api/v1/services/checkout/weights").path("pools").get(0);
        assertThat(weights.path("ready").asInt()).isEqualTo(4);
        assertThat(status("GET", "/api/v1/services/search/weights")).isEqualTo(404);
    }

    @Test
    void pools_and_money_add_up() throws Exception {
        JsonNode pool = json("/api/v1/pools").path("pools").get(0);
        assertThat(pool.path("limit").asInt()).isEqualTo(12);
        assertThat(pool.path("used").asInt()).isEqualTo(4);
        assertThat(pool.path("holders").get(0).path("service").asText()).isEqualTo("checkout");
        JsonNode costs = json("/api/v1/costs");
        assertThat(costs.path("perHour").asDouble()).isEqualTo(.8);
        assertThat(costs.path("today").asDouble()).isEqualTo(.8);
        // of an hour that runs, the record has both costs as far as it is metered
        assertThat(costs.path("staticPeakToday").asDouble()).isCloseTo(1.2, offset(1e-6));
        assertThat(costs.path("byService")).hasSize(1);
        JsonNode own = json("/api/v1/services/checkout/costs");
        assertThat(own.path("sum").asDouble()).isEqualTo(.8);
        assertThat(own.path("thisMonth").asDouble()).isEqualTo(123.4);
        assertThat(own.path("staticPeak").asDouble()).isCloseTo(1.2, offset(1e-9));
        JsonNode budgets = json("/api/v1/budgets");
        assertThat(budgets.path("budgets")).isEmpty();
        assertThat(budgets.path("services")).hasSize(1);
        JsonNode budget = budgets.path("services").get(0);
        assertThat(budget.path("service").asText()).isEqualTo("checkout");
        assertThat(budget.path("perMonth").asDouble()).isEqualTo(500);
        assertThat(budget.path("spent").asDouble()).isEqualTo(123.4);
        assertThat(budget.path("perHour").asDouble()).isEqualTo(.8);
        assertThat(budget.path("tooSmall").asBoolean()).isFalse();
    }

    @Test
    void dead_letters_are_counted_by_reason_with_the_newest_as_example() throws Exception {
        JsonNode kind = json("/api/v1/dead-letters").path("byReason").get(0);
        assertThat(kind.path("reason").asText()).isEqualTo("LATE");
        assertThat(kind.path("count").asInt()).isEqualTo(2);
        assertThat(kind.path("example").path("offset").asLong()).isEqualTo(18);
        assertThat(kind.path("example").path("service").asText()).isEqualTo("checkout");
    }

    @Test
    void what_cannot_be_read_is_counted_and_passed_over() throws Exception {
        assertThat(json("/api/v1/status").path("unreadableRecords").asInt()).isEqualTo(40);
        assertThat(json("/api/v1/status").path("currency").asText()).isEqualTo("EUR");
    }

    @Test
    void an_override_is_set_shown_and_withdrawn() throws Exception {
        String path = "/api/v1/services/search/overrides";
        String body =
                "{\"action\":{\"type\":\"force\",\"replicas\":3},\"owner\":\"kim\",\"reason\":\"sale\",\"for\":\"2h\",\"id\":\"a/b\"}";
        var set = write("POST", path, body, "application/json");
        assertThat(set.statusCode()).isEqualTo(201);
        JsonNode shown = await(path, list -> list.path("overrides").size() == 1)
                .path("overrides")
                .get(0);
        assertThat(shown.path("action").path("type").asText()).isEqualTo("force");
        assertThat(shown.path("action").path("replicas").asInt()).isEqualTo(3);
        assertThat(shown.path("until").asLong() - shown.path("from").asLong()).isEqualTo(7_200_000);
        assertThat(json("/api/v1/services/search").path("overrides").asInt()).isEqualTo(1);
        assertThat(write("DELETE", path + "/none", "", "").statusCode()).isEqualTo(404);
        assertThat(write("DELETE", path + "/a%2Fb", "", "").statusCode()).isEqualTo(204);
        await(path, list -> list.path("overrides").isEmpty());
    }

    @Test
    void a_wrong_override_names_the_field_and_writes_nothing() throws Exception {
        String path = "/api/v1/services/advised/overrides";
        Map<String, String> wrong = Map.of(
                "{\"action\":{\"type\":\"force\",\"replicas\":-1},\"owner\":\"k\",\"for\":\"1h\"}", "action.replicas",
                "{\"action\":{\"type\":\"stop\"},\"owner\":\"k\",\"for\":\"1h\"}", "action.type",
                "{\"action\":{\"type\":\"pause\"},\"for\":\"1h\"}", "owner",
                "{\"action\":{\"type\":\"pause\"},\"owner\":\"k\"}", "until",
                "{\"action\":{\"type\":\"pause\"},\"owner\":\"k\",\"for\":\"1h\",\"untill\":5}", "untill",
                "{\"action\":{\"type\":\"pause\"},\"owner\":\"k\",\"for\":\"soon\"}", "for");
        for (Map.Entry<String, String> one : wrong.entrySet()) {
            var answer = write("POST", path, one.getKey(), "application/json");
            assertThat(answer.statusCode()).as(one.getKey()).isEqualTo(400);
            assertThat(JSON.readTree(answer.body()).path("parameter").asText()).isEqualTo(one.getValue());
        }
        for (String bad : List.of("", "[]", "{", "{\"a\":1,\"a\":2}", "[".repeat(5_000))) {
            assertThat(write("POST", path, bad, "application/json").statusCode())
                    .isEqualTo(400);
        }
        String backwards = "{\"action\":{\"type\":\"pause\"},\"owner\":\"k\",\"from\":2000,\"until\":1000}";
        assertThat(write("POST", path, backwards, "application/json").statusCode())
                .isEqualTo(400);
        String beyond = "{\"action\":{\"type\":\"force\",\"replicas\":20000000},\"owner\":\"k\",\"for\":\"1h\"}";
        assertThat(write("POST", path, beyond, "application/json").body())
                .contains("replicas must be a whole number from 0 to 10000000, not 20000000");
        assertThat(write("POST", path, "x", "text/plain").statusCode()).isEqualTo(415);
        assertThat(json(path).path("overrides")).isEmpty();
    }

    @Test
    void a_policy_is_applied_from_yaml_and_ended() throws Exception {
        String yaml = """
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: mailer}
                spec:
                  replicas: {min: 1, max: 9}
                """;
        var applied = write("PUT", "/api/v1/policies", yaml, "application/yaml");
        assertThat(applied.statusCode()).as(applied.body()).isEqualTo(200);
        await(
                "/api/v1/services/mailer",
                service -> service.path("policy").path("replicas").path("max").asInt() == 9);
        assertThat(write("DELETE", "/api/v1/policies/mailer", "", "").statusCode())
                .isEqualTo(204);
        await(
                "/api/v1/services/mailer",
                service -> service.path("policy").isNull()
                        || service.path("status").asInt() == 404);

        var wrong = write("PUT", "/api/v1/policies", yaml.replace("max: 9", "max: many"), "application/yaml");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(wrong.body()).path("detail").asText())
                .startsWith("nothing was applied: line 5: spec.replicas.max: ");
        JsonNode error = JSON.readTree(wrong.body()).path("errors").get(0);
        assertThat(error.path("path").asText()).isEqualTo("spec.replicas.max");
        assertThat(error.path("line").asInt()).isEqualTo(5);
    }

    @Test
    void every_way_to_write_needs_the_token() throws Exception {
        for (Routes.Route route : routes.all()) {
            if (!route.method().equals("GET")) {
                String path = route.path().replace("{service}", "checkout").replace("{id}", "x");
                assertThat(status(route.method(), path)).as(path).isEqualTo(401);
            }
        }
    }

    @Test
    void what_if_plays_recent_demand_with_another_objective() throws Exception {
        JsonNode answer = json("/api/v1/services/checkout/what-if?unserved=0.2");
        assertThat(answer.path("now").path("replicaHours").asDouble()).isPositive();
        assertThat(answer.path("then").path("cost").asDouble())
                .isPositive()
                .isLessThanOrEqualTo(answer.path("now").path("cost").asDouble());
        JsonNode slower = json("/api/v1/services/checkout/what-if?lead=5m");
        assertThat(slower.path("then").path("unserved").asDouble())
                .isGreaterThanOrEqualTo(slower.path("now").path("unserved").asDouble());
        assertThat(status("GET", "/api/v1/services/checkout/what-if?unserved=2"))
                .isEqualTo(400);
        assertThat(status("GET", "/api/v1/services/advised/what-if?unserved=0.1"))
                .isEqualTo(422);
    }

    @Test
    void readers_of_events_hear_of_a_change_within_seconds() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + "/api/v1/stream?service=streamed"))
                .build();
        send(Topic.SCALING_DECISIONS, "streamed", ExampleDecisions.at("streamed", 39, 70));
        await("/api/v1/services/streamed", service -> service.path("demand").asDouble() == 70);
        var stream = CLIENT.send(request, BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            send(Topic.SCALING_DECISIONS, "streamed", ExampleDecisions.at("streamed", 40, 71));
            List<String> events = new ArrayList<>();
            String line = lines.readLine();
            while (line != null
                    && !events.containsAll(
                            List.of("event: status", "event: summary", "event: point", "event: decision"))) {
                events.add(line);
                line = lines.readLine();
            }
            assertThat(events).contains("event: status", "event: summary", "event: point", "event: decision");
            assertThat(events).anyMatch(text -> text.startsWith("data: {\"at\":") && text.contains("\"seen\":71.0"));
        }
    }

    @Test
    void series_of_a_service_end_with_its_policy_unless_it_still_reports() throws Exception {
        for (String service : List.of("deleted", "unmanaged")) {
            send(Topic.SCALING_POLICIES, service, policy(service, 4));
            send(Topic.SCALING_DECISIONS, service, ExampleDecisions.at(service, 40, 50));
        }
        await("/api/v1/services/deleted", service -> service.path("demand").asDouble() == 50);
        await("/api/v1/services/unmanaged", service -> service.path("demand").asDouble() == 50);
        awaitMetrics(text -> text.contains("sluice_demand{service=\"deleted\"}")
                && text.contains("sluice_ready_replicas{pool=\"\",service=\"unmanaged\"}"));
        ScalingDecision.Builder still = ExampleDecisions.window("unmanaged", 41, 51);
        still.setReason(Reason.NO_POLICY);
        for (String service : List.of("deleted", "unmanaged")) {
            var unused = producer.send(new ProducerRecord<>("scaling-policies", bytes(service), null));
        }
        send(Topic.SCALING_DECISIONS, "unmanaged", still.build());
        awaitMetrics(text ->
                !text.contains("service=\"deleted\"") && text.contains("sluice_demand{service=\"unmanaged\"} 51.0"));
    }

    private static void awaitMetrics(Predicate<String> until) throws Exception {
        long last = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        String text = get("/metrics").body();
        while (!until.test(text)) {
            assertThat(System.nanoTime()).as(text).isLessThan(last);
            TimeUnit.MILLISECONDS.sleep(50);
            text = get("/metrics").body();
        }
    }

    @Test
    void metrics_say_what_the_api_says_and_keep_prometheus_rules() throws Exception {
        String text = get("/metrics").body();
        assertThat(text)
                .contains("sluice_desired_replicas{pool=\"cpu\",service=\"checkout\"} 4.0")
                .contains("sluice_ready_replicas{pool=\"cpu\",service=\"checkout\"} 4.0")
                .contains("sluice_demand{service=\"checkout\"} 100.0")
                .contains("sluice_dead_letters_total{reason=\"LATE\",topic=\"request-rate-events\"} 2.0")
                .contains("sluice_services{state=\"trouble\"} 1.0")
                .contains("sluice_decision_age_seconds ");
        Path promtool = Arrays.stream(String.valueOf(System.getenv("PATH")).split(":"))
                .map(folder -> Path.of(folder, "promtool"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(Path.of(""));
        Assumptions.assumeTrue(Files.isExecutable(promtool), "no promtool: the rules of Prometheus are not checked");
        Process check = new ProcessBuilder(promtool.toString(), "check", "metrics")
                .redirectErrorStream(true)
                .start();
        check.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        check.getOutputStream().close();
        String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(check.waitFor()).as(said).isZero();
    }

    @Test
    void the_openapi_document_has_every_route_and_no_other() throws Exception {
        JsonNode document = json("/api/v1/openapi.json");
        TreeSet<String> documented = new TreeSet<>();
        document.path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method ->
                                documented.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));
        TreeSet<String> served = new TreeSet<>();
        routes.all().forEach(route -> served.add(route.method() + " " + route.path()));
        assertThat(documented).isEqualTo(served);
        document.path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().forEach(operation -> {
                    TreeSet<String> named = new TreeSet<>();
                    operation.path("parameters").forEach(p -> {
                        if (p.path("in").asText().equals("path")) {
                            named.add("{" + p.path("name").asText() + "}");
                        }
                    });
                    TreeSet<String> inPath = new TreeSet<>();
                    Matcher names = Pattern.compile("\\{[^}]+}").matcher(path.getKey());
                    while (names.find()) {
                        inPath.add(names.group());
                    }
                    assertThat(named).as(path.getKey()).isEqualTo(inPath);
                }));
        TreeSet<String> fields = new TreeSet<>();
        document.path("components")
                .path("schemas")
                .path("Summary")
                .path("properties")
                .fieldNames()
                .forEachRemaining(fields::add);
        assertThat(fields)
                .isEqualTo(new TreeSet<>(Arrays.stream(Summary.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        .toList()));
    }

    @Test
    void answers_have_the_fields_that_the_document_promises() throws Exception {
        JsonNode document = json("/api/v1/openapi.json");
        for (String path : List.of(
                "/api/v1/services",
                "/api/v1/services/{service}",
                "/api/v1/services/{service}/forecasts",
                "/api/v1/services/{service}/decisions",
                "/api/v1/services/{service}/commands",
                "/api/v1/services/{service}/desired",
                "/api/v1/services/{service}/costs",
                "/api/v1/services/{service}/weights",
                "/api/v1/services/{service}/overrides",
                "/api/v1/services/{service}/what-if",
                "/api/v1/decisions",
                "/api/v1/pools",
                "/api/v1/budgets",
                "/api/v1/costs",
                "/api/v1/dead-letters",
                "/api/v1/status")) {
            JsonNode schema = document.at(
                    "/paths/" + path.replace("/", "~1") + "/get/responses/200/content/application~1json/schema");
            TreeSet<String> promised = new TreeSet<>();
            JsonNode all = schema.path("allOf").isMissingNode()
                    ? JSON.createArrayNode().add(schema)
                    : schema.path("allOf");
            all.forEach(part ->
                    resolved(document, part).path("properties").fieldNames().forEachRemaining(promised::add));
            TreeSet<String> given = new TreeSet<>();
            json(path.replace("{service}", "checkout")).fieldNames().forEachRemaining(given::add);
            assertThat(given).as(path).isEqualTo(promised);
        }
    }

    private static JsonNode resolved(JsonNode document, JsonNode schema) {
        String ref = schema.path("$ref").asText();
        return ref.isEmpty() ? schema : document.at(ref.substring(1));
    }

    @Test
    void many_clients_with_wild_queries_get_an_answer_each() throws Exception {
        Random random = new Random(5);
        List<String> names = List.of(
                "from",
                "to",
                "limit",
                "offset",
                "sort",
                "order",
                "state",
                "filter",
                "changes",
                "unserved",
                "lead",
                "pool");
        List<String> paths = List.of(
                "",
                "/checkout",
                "/checkout/forecasts",
                "/checkout/decisions",
                "/checkout/desired",
                "/checkout/costs",
                "/%00",
                "/%F0%9F%98%80/costs",
                "/checkout/nothing");
        for (int i = 0; i < 150; i++) {
            StringBuilder path = new StringBuilder("/api/v1/services")
                    .append(paths.get(random.nextInt(paths.size())))
                    .append('?');
            for (int k = random.nextInt(4); k >= 0; k--) {
                String value = random.ints(random.nextInt(12), 0x20, 0x7f)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
                path.append(names.get(random.nextInt(names.size())))
                        .append('=')
                        .append(java.net.URLEncoder.encode(
                                random.nextInt(3) == 0 ? Long.toString(random.nextLong()) : value,
                                StandardCharsets.UTF_8))
                        .append('&');
            }
            assertThat(status("GET", path.toString())).as(path.toString()).isBetween(200, 422);
        }
    }

    private static JsonNode await(String path, Predicate<JsonNode> wanted) throws Exception {
        JsonNode last = json(path);
        for (int i = 0; i < 600 && !wanted.test(last); i++) {
            TimeUnit.MILLISECONDS.sleep(100);
            last = json(path);
        }
        assertThat(wanted.test(last)).as("%s: %s", path, last).isTrue();
        return last;
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(server.url() + path))
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                BodyHandlers.ofString());
    }

    private static JsonNode json(String path) throws Exception {
        return JSON.readTree(get(path).body());
    }

    private static int status(String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .method(method, BodyPublishers.noBody())
                .build();
        return CLIENT.send(request, BodyHandlers.discarding()).statusCode();
    }

    private static HttpResponse<String> write(String method, String path, String body, String type) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Authorization", "Bearer " + TOKEN)
                .method(method, BodyPublishers.ofString(body));
        return CLIENT.send(
                (type.isEmpty() ? request : request.header("Content-Type", type)).build(), BodyHandlers.ofString());
    }

    private static void send(Topic topic, String key, SpecificRecord value) {
        byte[] bytes = serialized(topic, value);
        var unused = producer.send(new ProducerRecord<>(topic.plainName(), bytes(key), bytes));
    }

    private static byte[] serialized(Topic topic, SpecificRecord value) {
        return WRITER.serialize(topic.plainName(), value);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ScalingPolicy policy(String service, int most) {
        ScalingPolicy.Builder policy =
                ScalingPolicy.newBuilder().setService(service).setMaxReplicas(most);
        return service.equals("checkout")
                ? policy.setPools(List.of(PoolTerms.newBuilder().setPool("cpu").build()))
                        .setBudget(ServiceBudget.newBuilder().setPerMonth(500).build())
                        .build()
                : policy.build();
    }

    private static ResourcePool pool(String name, double price, int limit) {
        return ResourcePool.newBuilder()
                .setName(name)
                .setPricePerHour(price)
                .setLimit(limit)
                .build();
    }

    private static DemandForecast forecast(String service, int window) {
        return DemandForecast.newBuilder()
                .setService(service)
                .setSignal(Signal.REQUESTS)
                .setOrigin(AT.plusSeconds(10L * window))
                .setHorizonMs(60_000)
                .setWindowMs(10_000)
                .setUsable(true)
                .setPoint(100.0 + window)
                .setQuantiles(List.of(
                        new ForecastQuantile(.5, 100.0 + window),
                        new ForecastQuantile(.95, 120.0 + window),
                        new ForecastQuantile(.99, 150.0 + window)))
                .build();
    }

    private static ScalingCommand command(String service, String pool, int replicas, long generation) {
        return ScalingCommand.newBuilder()
                .setService(service)
                .setPool(pool)
                .setReplicas(replicas)
                .setPrevious(2)
                .setGeneration(generation)
                .setReason(Reason.FORECAST)
                .setDecisionId(service + "@30")
                .setIssuedAt(AT.plusSeconds(300))
                .setValidUntil(AT.plusSeconds(600))
                .setAllocation(List.of(new PoolShare(pool, replicas, replicas, 25.0, .2, 1000)))
                .build();
    }

    private static ScalingAck ack(String service, String pool, long generation) {
        return ScalingAck.newBuilder()
                .setService(service)
                .setPool(pool)
                .setGeneration(generation)
                .setStatus(AckStatus.APPLIED)
                .setReplicas(4)
                .setReady(4)
                .setIssuedAt(AT.plusSeconds(300))
                .setAt(AT.plusSeconds(302))
                .setExecutor("executor")
                .build();
    }

    private static ResourceCost cost(String service, double seconds, double cost) {
        return ResourceCost.newBuilder()
                .setService(service)
                .setPool("cpu")
                .setHour(AT)
                .setReplicaSeconds(4 * seconds)
                .setPricePerHour(.2)
                .setCost(cost)
                .setStaticPeakCost(1.2)
                .setPeak(6)
                .setSpentThisMonth(123.4)
                .build();
    }

    private static void deadLetter() {
        for (long offset = 17; offset <= 18; offset++) {
            DeadLetter letter = new DeadLetter(DeadLetter.Reason.LATE, "too late", "request-rate-events", 1, offset);
            var unused = producer.send(
                    letter.record(Topics.plain(), bytes("checkout"), new byte[] {1}, new RecordHeaders(), 10_000));
        }
    }
}
