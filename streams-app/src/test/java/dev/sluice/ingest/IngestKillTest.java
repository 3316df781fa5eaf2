package dev.sluice.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.embedded.EmbeddedRegistry;
import dev.sluice.embedded.FreePort;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.ingest.otlp.Payloads;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.Topic;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process of ingest is killed while a sender keeps on; the sender only repeats what was not answered with success. */
final class IngestKillTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    private Process start(Path config) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx300m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.sluice.cli.Sluice",
                        "ingest",
                        "--config",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("ingest.log").toFile()))
                .start();
    }

    /** Sends until it is taken. */
    private void send(int port, byte[] body) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/metrics"))
                .header("Content-Type", body[0] == '{' ? "application/json" : "application/x-protobuf")
                .timeout(Duration.ofSeconds(20))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            try {
                if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException notThere) {
                Thread.sleep(100);
            }
        }
        throw new AssertionError("ingest took nothing within " + PATIENCE);
    }

    @Test
    void what_was_sent_around_kills_counts_once() throws Exception {
        Payloads payloads = Payloads.all()
                .filter(p -> p.name().equals("cumulative-restart"))
                .findFirst()
                .orElseThrow();
        int port = FreePort.find();
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                EmbeddedRegistry registry = EmbeddedRegistry.start(0)) {
            Map<String, String> settings = RunningIngest.topics(broker.bootstrapServers(), "kill.");
            Path config = Files.writeString(directory.resolve("ingest.properties"), """
                    bootstrap.servers=%s
                    schema.registry.url=%s
                    topic.prefix=kill.
                    http.host=127.0.0.1
                    http.port=%d
                    num.stream.threads=1
                    state.dir=%s
                    """.formatted(
                            broker.bootstrapServers(), registry.url(), port, directory.resolve("state")));
            Process process = start(config);
            try {
                for (int i = 0; i < payloads.bodies().size(); i++) {
                    send(port, payloads.bodies().get(i));
                    if (i == 1 || i == 3) {
                        process.destroyForcibly().waitFor();
                        process = start(config);
                        send(port, payloads.bodies().get(i));
                    }
                }
                Deserializer<RequestRateEvent> deserializer = AvroSerde.of(
                                RequestRateEvent.class,
                                Map.of("schema.registry.url", registry.url().toString()))
                        .deserializer();
                String topic = "kill." + Topic.REQUEST_RATE_EVENTS.plainName();
                List<RequestRateEvent> events = RunningIngest.raw(
                                settings,
                                topic,
                                all -> all.stream()
                                                .mapToLong(r -> deserializer
                                                        .deserialize(topic, r.value())
                                                        .getRequests())
                                                .sum()
                                        >= payloads.requests())
                        .stream()
                        .map(record -> deserializer.deserialize(topic, record.value()))
                        .toList();
                assertThat(events.stream()
                                .mapToLong(RequestRateEvent::getRequests)
                                .sum())
                        .as(Files.readString(directory.resolve("ingest.log")))
                        .isEqualTo(payloads.requests());
                assertThat(events.stream()
                                .mapToLong(RequestRateEvent::getErrors)
                                .sum())
                        .isEqualTo(payloads.errors());
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
    }
}
