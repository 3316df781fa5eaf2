package dev.sluice.ingest;

import dev.sluice.config.KafkaNames;
import dev.sluice.config.Settings;
import dev.sluice.embedded.BrokerTopics;
import dev.sluice.http.HttpServer;
import dev.sluice.http.HttpSettings;
import dev.sluice.http.monitoring.Health;
import dev.sluice.http.monitoring.Metrics;
import dev.sluice.http.routing.Routes;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.StreamsConfig;

/** An ingest process in this one, with its HTTP server on loopback, on topics of its own. */
final class RunningIngest implements AutoCloseable {
    private static final Duration WITHIN = Duration.ofSeconds(60);

    private final Map<String, String> settings;
    private final Ingest ingest;
    private final HttpServer server;
    private final Metrics metrics = new Metrics();
    private final HttpClient client = HttpClient.newHttpClient();

    private RunningIngest(Map<String, String> settings, HttpSettings http) {
        this.settings = settings;
        this.ingest = Ingest.open(Settings.of(settings, KafkaNames.with(StreamsConfig.configDef())));
        this.server = HttpServer.start(
                http, ingest.routes(new Routes()), Health.of(ingest::notLive, ingest::notReady), metrics);
    }

    /** Topics with this prefix at a broker. */
    static Map<String, String> topics(String brokers, String prefix) throws Exception {
        Topics topics = new Topics(prefix);
        BrokerTopics.create(
                brokers,
                Arrays.stream(Topic.values())
                        .map(t -> new NewTopic(topics.name(t), 2, (short) 1))
                        .toList());
        Map<String, String> settings = new HashMap<>();
        settings.put("bootstrap.servers", brokers);
        settings.put("schema.registry.url", "mock://" + prefix);
        settings.put("topic.prefix", prefix);
        settings.put("num.stream.threads", "1");
        settings.put("state.dir", Files.createTempDirectory("ingest-test").toString());
        return settings;
    }

    /** The same on another machine: with no local copy of any state. */
    static Map<String, String> elsewhere(Map<String, String> settings) throws IOException {
        Map<String, String> other = new HashMap<>(settings);
        other.put("state.dir", Files.createTempDirectory("ingest-test").toString());
        return other;
    }

    static RunningIngest start(Map<String, String> settings) {
        return new RunningIngest(settings, HttpSettings.onLoopback(0));
    }

    static RunningIngest startWithToken(Map<String, String> settings, String token) {
        return new RunningIngest(settings, HttpSettings.onLoopback(0).withToken(token));
    }

    HttpResponse<String> post(String path, String type, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(WITHIN)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The same where nothing may be thrown. */
    HttpResponse<String> posted(String path, String type, byte[] body) {
        try {
            return post(path, type, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
        return client.send(HttpRequest.newBuilder(uri).timeout(WITHIN).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The committed values of a topic from its beginning, in the order of each partition, once they are enough. */
    <T extends SpecificRecord> List<T> read(Topic topic, Class<T> type, Predicate<List<T>> enough) {
        Deserializer<T> deserializer = AvroSerde.of(
                        type, Map.of("schema.registry.url", settings.get("schema.registry.url")))
                .deserializer();
        List<T> values = new ArrayList<>();
        String name = settings.get("topic.prefix") + topic.plainName();
        raw(name, records -> {
            values.clear();
            records.forEach(record -> values.add(deserializer.deserialize(name, record.value())));
            return enough.test(values);
        });
        return values;
    }

    /** The committed records of a topic, once they are enough or a minute has passed. */
    List<ConsumerRecord<byte[], byte[]>> raw(String topic, Predicate<List<ConsumerRecord<byte[], byte[]>>> enough) {
        return raw(settings, topic, enough);
    }

    /** The same of the broker of these settings. */
    static List<ConsumerRecord<byte[], byte[]>> raw(
            Map<String, String> settings, String topic, Predicate<List<ConsumerRecord<byte[], byte[]>>> enough) {
        Map<String, Object> reading = Map.of(
                "bootstrap.servers",
                String.valueOf(settings.get("bootstrap.servers")),
                "isolation.level",
                "read_committed");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        Instant end = Instant.now().plus(WITHIN);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = partitions(consumer, topic, end);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (!enough.test(records) && Instant.now().isBefore(end)) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    /** Of a topic that ingest made just now brokers may not know yet. */
    private static List<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic, Instant end) {
        List<TopicPartition> known = List.of();
        while (known.isEmpty() && Instant.now().isBefore(end)) {
            known = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(topic, p.partition()))
                    .toList();
        }
        return known;
    }

    @Override
    public void close() {
        server.close();
        ingest.close();
        metrics.close();
    }
}
