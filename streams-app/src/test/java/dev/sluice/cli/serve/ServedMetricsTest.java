package dev.sluice.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.LoopSettings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.embedded.BrokerTopics;
import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.http.HttpSettings;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.topology.SluiceApp;
import dev.sluice.topology.TopologySettings;
import dev.sluice.web.About;
import dev.sluice.web.WebApi;
import dev.sluice.web.model.Source;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code run} serves to those who watch it, on a real broker. */
@Timeout(300)
final class ServedMetricsTest {
    private static final Path DOCKER = Path.of(Files.exists(Path.of("docker")) ? "docker" : "../docker");
    /** Those of Sluice itself need services and commands; {@code OperationsFilesTest} finds them in the code. */
    private static final Pattern OF_THE_PROCESS = Pattern.compile("\\b(kafka|jvm|process|system|http)_[a-z0-9_]+");

    @TempDir
    Path state;

    @Test
    void it_becomes_ready_and_has_every_metric_that_alerts_and_dashboard_ask_for() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            BrokerTopics.create(
                    broker.bootstrapServers(),
                    Arrays.stream(Topic.values())
                            .map(topic -> new NewTopic(topic.plainName(), 1, (short) 1))
                            .toList());
            Map<String, Object> registry = Map.of("schema.registry.url", "mock://served-metrics");
            Source source = new Source(Topics.plain(), kafka, registry, Duration.ofHours(1));
            WebApi api = new WebApi(
                    source, new WebApi.Clients(kafka, kafka), new About("sluice", "test", "run", true, ""), false);
            try (SluiceApp app = app(kafka, registry);
                    Serving serving = Serving.streams(HttpSettings.onLoopback(0), app, api, 6)) {
                URI url = serving.url().orElseThrow();
                assertThat(get(url, "/health/live").statusCode()).isEqualTo(200);
                assertThat(get(url, "/health/ready").body()).contains("it was not started");
                app.start();
                awaitReady(url);
                String metrics = get(url, "/metrics").body();
                assertThat(metrics).containsPattern("(?m)^sluice_read_behind_seconds [0-9]");
                assertThat(asked())
                        .hasSizeGreaterThan(2)
                        .allSatisfy(name -> assertThat(metrics).containsPattern("(?m)^" + name + "[ {]"));
            }
        }
    }

    private static void awaitReady(URI url) throws Exception {
        for (int i = 0; i < 1200 && get(url, "/health/ready").statusCode() != 200; i++) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat(get(url, "/health/ready").body()).contains("UP");
    }

    private static Set<String> asked() throws Exception {
        Set<String> names = new TreeSet<>();
        for (String file : new String[] {"prometheus/alerts.yml", "grafana/dashboards/sluice.json"}) {
            OF_THE_PROCESS
                    .matcher(Files.readString(DOCKER.resolve(file)))
                    .results()
                    .forEach(found -> names.add(found.group()));
        }
        return names;
    }

    private SluiceApp app(Map<String, Object> kafka, Map<String, Object> registry) {
        Properties streams = new Properties();
        streams.putAll(kafka);
        streams.put(StreamsConfig.APPLICATION_ID_CONFIG, "served-metrics");
        streams.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        LoopSettings loops =
                new LoopSettings(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofMinutes(5), TimeSource.WALL);
        return new SluiceApp(
                new TopologySettings(
                        Topics.plain(),
                        loops,
                        100,
                        new TopologySettings.SerdeSettings(AvroSerde.class.getName(), registry)),
                streams);
    }

    private static HttpResponse<String> get(URI server, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(server + path)).build(), BodyHandlers.ofString());
    }
}
