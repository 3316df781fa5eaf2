package dev.sluice.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.LoopSettings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.Topic;
import dev.sluice.topology.SluiceApp;
import dev.sluice.topology.TopologySettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.streams.KafkaStreams;

/**
 * The same recorded demand goes through an application that runs undisturbed and through one that is ended in the middle
 * and started again elsewhere: both must have decided and commanded the same, each thing once.
 */
final class RestartScenario {
    private static final List<String> SERVICES = List.of("checkout", "search", "thumbnails", "encoder");
    private static final Instant START = Instant.parse("2026-03-02T08:00:00Z");
    private static final int WINDOWS = 150;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Cluster cluster;
    private final Path state;

    RestartScenario(Cluster cluster, Path state) {
        this.cluster = cluster;
        this.state = state;
    }

    /** What an application decided and commanded, each service's in order. */
    record Course(Map<String, List<String>> decisions, Map<String, List<String>> commands) {}

    Course undisturbed(String application) throws Exception {
        publish(0, WINDOWS);
        try (SluiceApp app = app(application, "only")) {
            start(app);
            awaitDecisions();
        }
        return course();
    }

    Course endedInTheMiddle(String application) throws Exception {
        publish(0, WINDOWS / 2);
        SluiceApp first = app(application, "first");
        start(first);
        cluster.committed(Topic.SCALING_DECISIONS, ScalingDecision.class, 40, PATIENCE);
        publish(WINDOWS / 2, WINDOWS);
        // no grace: transactions that are open are left to be aborted, as after a crash
        first.streams().close(new KafkaStreams.CloseOptions().timeout(Duration.ofMillis(1)));
        try (SluiceApp second = app(application, "second")) {
            start(second);
            awaitDecisions();
        }
        return course();
    }

    private void awaitDecisions() {
        int expected = SERVICES.size() * (WINDOWS - 1);
        assertThat(cluster.committed(Topic.SCALING_DECISIONS, ScalingDecision.class, expected, PATIENCE)
                        .size())
                .as("decisions")
                .isGreaterThanOrEqualTo(expected);
    }

    private Course course() {
        Map<String, List<String>> decisions = new TreeMap<>();
        for (ScalingDecision d : cluster.committed(Topic.SCALING_DECISIONS, ScalingDecision.class, 1, PATIENCE)) {
            decisions.computeIfAbsent(d.getService(), s -> new ArrayList<>()).add(d.toString());
        }
        Map<String, List<String>> commands = new TreeMap<>();
        for (ScalingCommand c : cluster.committed(Topic.SCALING_COMMANDS, ScalingCommand.class, 1, PATIENCE)) {
            commands.computeIfAbsent(c.getService(), s -> new ArrayList<>()).add(c.toString());
        }
        return new Course(decisions, commands);
    }

    private SluiceApp app(String application, String directory) {
        LoopSettings loops = new LoopSettings(
                Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofMinutes(5), TimeSource.EVENT);
        TopologySettings settings = new TopologySettings(
                cluster.topics(),
                loops,
                100,
                new TopologySettings.SerdeSettings(AvroSerde.class.getName(), cluster.registry()));
        Properties kafka = new Properties();
        kafka.put("bootstrap.servers", cluster.bootstrapServers());
        kafka.put("application.id", application);
        kafka.put("state.dir", state.resolve(directory).toString());
        kafka.put("num.stream.threads", 1);
        kafka.put("commit.interval.ms", 100);
        kafka.put("main.consumer.session.timeout.ms", 6000);
        return new SluiceApp(settings, kafka);
    }

    private static void start(SluiceApp app) throws InterruptedException {
        app.start();
        assertThat(app.awaitRunning(PATIENCE)).isTrue();
    }

    private void publish(int from, int to) {
        try (Producer<String, SpecificRecord> producer = cluster.producer()) {
            if (from == 0) {
                SERVICES.forEach(service -> send(producer, Topic.SCALING_POLICIES, service, policy(service)));
                producer.flush();
            }
            for (int i = from; i < to; i++) {
                for (String service : SERVICES) {
                    send(producer, Topic.REQUEST_RATE_EVENTS, service, event(service, i));
                }
            }
        }
    }

    private static ScalingPolicy policy(String service) {
        return ScalingPolicy.newBuilder()
                .setService(service)
                .setMinReplicas(service.equals("thumbnails") ? 0 : 1)
                .setMaxReplicas(100)
                .setPerReplica(10.0)
                .setLeadTimeMs(60_000L)
                .build();
    }

    private static RequestRateEvent event(String service, int i) {
        SplittableRandom random = new SplittableRandom(31L * service.hashCode() + i);
        double wave = 600 + 500 * Math.sin(i / 15.0 + service.length());
        boolean idle = service.equals("thumbnails") && i % 90 > 10;
        Instant from = START.plusSeconds(10L * i);
        return RequestRateEvent.newBuilder()
                .setService(service)
                .setInstance("a")
                .setFrom(from)
                .setTo(from.plusSeconds(10))
                .setRequests(idle ? 0 : (long) (wave * (.5 + random.nextDouble())))
                .build();
    }

    private void send(Producer<String, SpecificRecord> producer, Topic topic, String key, SpecificRecord value) {
        var unused = producer.send(new ProducerRecord<>(cluster.topics().name(topic), key, value));
    }
}
