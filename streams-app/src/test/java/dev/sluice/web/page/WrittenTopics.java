package dev.sluice.web.page;

import dev.sluice.embedded.BrokerTopics;
import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.events.AckStatus;
import dev.sluice.events.CommandedPool;
import dev.sluice.events.DecisionStage;
import dev.sluice.events.Mode;
import dev.sluice.events.Outcome;
import dev.sluice.events.PoolShare;
import dev.sluice.events.Reason;
import dev.sluice.events.RuleScore;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.events.Signal;
import dev.sluice.events.Trigger;
import dev.sluice.http.HttpServer;
import dev.sluice.http.HttpSettings;
import dev.sluice.http.monitoring.Health;
import dev.sluice.http.monitoring.Metrics;
import dev.sluice.http.routing.Routes;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.web.About;
import dev.sluice.web.WebApi;
import dev.sluice.web.model.Source;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker whose topics a test writes, and the real server that reads them: the whole way from a record to the page. */
final class WrittenTopics implements AutoCloseable {
    static final String TOKEN = "correct-horse";
    static final Instant AT = Instant.parse("2026-03-02T08:00:00Z");
    private static final Map<String, Object> REGISTRY = Map.of("schema.registry.url", "mock://written-topics");

    private final EmbeddedBroker broker = EmbeddedBroker.start();
    private final AvroSerde<SpecificRecord> serde = AvroSerde.of(SpecificRecord.class, REGISTRY);
    private final KafkaProducer<byte[], byte[]> producer;
    private final WebApi api;
    private final Metrics metrics = new Metrics();
    private final HttpServer server;

    WrittenTopics() throws ExecutionException, InterruptedException {
        Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        BrokerTopics.create(
                broker.bootstrapServers(),
                Arrays.stream(Topic.values())
                        .map(topic -> new NewTopic(topic.plainName(), 1, (short) 1))
                        .toList());
        producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
        api = new WebApi(
                new Source(Topics.plain(), kafka, REGISTRY, Duration.ofHours(6)),
                new WebApi.Clients(kafka, kafka),
                new About("sluice", "test", "run", true, "EUR"),
                true);
        server = HttpServer.start(
                HttpSettings.onLoopback(0).withToken(TOKEN), api.addTo(new Routes()), new Health(), metrics);
        api.start();
    }

    String url() {
        return server.url() + "/";
    }

    void policy(String service) {
        send(
                Topic.SCALING_POLICIES,
                service,
                ScalingPolicy.newBuilder()
                        .setService(service)
                        .setMaxReplicas(20)
                        .build());
    }

    /** A decision that holds four replicas, of which each serves 25 requests per second. */
    ScalingDecision.Builder decision(String service, int window, double seen) {
        Instant at = at(window);
        return ScalingDecision.newBuilder()
                .setService(service)
                .setId(service + "@" + window)
                .setAt(at)
                .setTrigger(Trigger.WINDOW)
                .setOutcome(Outcome.HOLD)
                .setReason(Reason.NO_CHANGE)
                .setMode(Mode.ACT)
                .setSignal(Signal.REQUESTS)
                .setWindowFrom(at.minusSeconds(10))
                .setWindowTo(at)
                .setSeen(seen)
                .setForecast(seen + 2)
                .setUpper(seen + 15)
                .setForecastUsable(true)
                .setPerReplica(25.0)
                .setLeadTimeMs(60_000L)
                .setRule(new RuleScore("forecast", .004, 1.1, 4))
                .setCurrent(4)
                .setReady(4)
                .setTarget(4)
                .setGeneration(7)
                .setDetail("saw " + seen);
    }

    /** The same as a rise from two replicas, with its command and the answer to it. */
    void rise(String service, int window, double seen) {
        decided(decision(service, window, seen)
                .setOutcome(Outcome.UP)
                .setReason(Reason.FORECAST)
                .setCurrent(2)
                .setStages(List.of(new DecisionStage("sizing", 2, 4, Reason.FORECAST, "expects more")))
                .setAllocation(List.of(new PoolShare("cpu", 4, 2, 25.0, .2, 1000)))
                .setCommanded(List.of(new CommandedPool("cpu", 4, 7L))));
        send(
                Topic.SCALING_COMMANDS,
                service,
                ScalingCommand.newBuilder()
                        .setService(service)
                        .setPool("cpu")
                        .setReplicas(4)
                        .setPrevious(2)
                        .setGeneration(7)
                        .setReason(Reason.FORECAST)
                        .setDecisionId(service + "@" + window)
                        .setIssuedAt(at(window))
                        .setValidUntil(at(window).plusSeconds(300))
                        .build());
        send(
                Topic.SCALING_ACKS,
                service,
                ScalingAck.newBuilder()
                        .setService(service)
                        .setPool("cpu")
                        .setGeneration(7)
                        .setStatus(AckStatus.APPLIED)
                        .setReplicas(4)
                        .setReady(4)
                        .setIssuedAt(at(window))
                        .setAt(at(window).plusSeconds(2))
                        .setExecutor("execute-1")
                        .build());
    }

    void decided(ScalingDecision.Builder decision) {
        send(Topic.SCALING_DECISIONS, decision.getService(), decision.build());
    }

    void deadLetter(String service) {
        var unused = producer.send(
                new DeadLetter(DeadLetter.Reason.LATE, "the window has closed", "request-rate-events", 3, 18)
                        .record(Topics.plain(), bytes(service), bytes("x"), new RecordHeaders(), DeadLetter.MAX_BYTES));
    }

    private static Instant at(int window) {
        return AT.plusSeconds(10L * window);
    }

    private void send(Topic topic, String key, SpecificRecord value) {
        var unused = producer.send(new ProducerRecord<>(
                topic.plainName(), bytes(key), serde.serializer().serialize(topic.plainName(), value)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.close();
        api.close();
        metrics.close();
        producer.close();
        serde.close();
        broker.close();
    }
}
