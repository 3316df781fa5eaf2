package dev.sluice.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.UsageEvent;
import dev.sluice.schemas.Topic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Senders of events as JSON, over HTTP, to a broker. */
final class EventsApiTest {
    private static final String PATH = "/api/v1/events";
    private static final String JSON = "application/json";

    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static String rate(long to, long requests) {
        return """
                {"type": "request-rate", "service": "shop", "instance": "a", "from": %d, "to": %d, "requests": %d}""".formatted(to - 5_000, to, requests);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(plain);
        }
        return out.toByteArray();
    }

    @Test
    void what_is_accepted_is_in_kafka_under_the_name_of_its_service() throws Exception {
        long now = System.currentTimeMillis();
        try (RunningIngest ingest = RunningIngest.start(RunningIngest.topics(broker.bootstrapServers(), "accepted."))) {
            HttpResponse<String> one = ingest.post(PATH, JSON, utf8(rate(now, 7)));
            assertThat(one.statusCode()).isEqualTo(202);
            assertThat(one.body()).isEqualTo("{\"accepted\":1}");
            String usage = """
                    {"type": "usage", "service": "search", "instance": "b", "from": %d, "to": %d, "cpuUsed": 2}""".formatted(now - 5_000, now);
            String batch = "[" + rate(now + 5_000, 8) + "," + usage + "]";
            assertThat(ingest.post(PATH, JSON + "; charset=utf-8", gzip(utf8(batch)), "Content-Encoding", "gzip")
                            .statusCode())
                    .isEqualTo(202);

            assertThat(ingest.read(Topic.REQUEST_RATE_EVENTS, RequestRateEvent.class, all -> all.size() >= 2))
                    .extracting(RequestRateEvent::getRequests)
                    .containsExactly(7L, 8L);
            assertThat(ingest.read(Topic.USAGE_EVENTS, UsageEvent.class, all -> !all.isEmpty()))
                    .extracting(UsageEvent::getCpuUsed)
                    .containsExactly(2.0);
            assertThat(ingest.raw("accepted.usage-events", all -> !all.isEmpty()))
                    .allSatisfy(record -> assertThat(record.key()).isEqualTo(utf8("search")));
            assertThat(ingest.get("/health/ready").statusCode()).isEqualTo(200);
        }
    }

    /** Its sender saw no answer, or 503, and sends again, to another process. */
    @Test
    void what_is_sent_again_counts_once() throws Exception {
        long now = System.currentTimeMillis();
        Map<String, String> settings = RunningIngest.topics(broker.bootstrapServers(), "again.");
        try (RunningIngest first = RunningIngest.start(settings);
                RunningIngest second = RunningIngest.start(RunningIngest.elsewhere(settings))) {
            for (int i = 0; i < 20; i++) {
                byte[] event = utf8(rate(now + 5_000L * (i / 2), i / 2));
                RunningIngest to = i % 3 == 0 ? first : second;
                assertThat(to.post(PATH, JSON, event).statusCode()).isEqualTo(202);
            }
            byte[] unnamed = utf8(rate(now, 100).replace("\"instance\": \"a\"", "\"instance\": \"\""));
            assertThat(first.post(PATH, JSON, unnamed).statusCode()).isEqualTo(202);
            assertThat(first.post(PATH, JSON, unnamed).statusCode()).isEqualTo(202);
            assertThat(first.read(Topic.REQUEST_RATE_EVENTS, RequestRateEvent.class, all -> all.size() >= 12))
                    .extracting(RequestRateEvent::getRequests)
                    .containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 100L, 100L);
        }
    }

    @Test
    void a_batch_with_one_bad_event_writes_nothing_and_says_where() throws Exception {
        long now = System.currentTimeMillis();
        try (RunningIngest ingest = RunningIngest.start(RunningIngest.topics(broker.bootstrapServers(), "bad."))) {
            String bad = rate(now, 7).replace("requests", "reqests");
            HttpResponse<String> refused = ingest.post(PATH, JSON, utf8("[" + rate(now, 1) + "," + bad + "]"));
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(refused.body())
                    .contains("\"index\":1", "\"field\":\"reqests\"", "did you mean requests?", "Nothing was written.");
            assertThat(ingest.post(PATH, JSON, utf8(rate(now, 9))).statusCode()).isEqualTo(202);
            assertThat(ingest.read(Topic.REQUEST_RATE_EVENTS, RequestRateEvent.class, all -> !all.isEmpty()))
                    .extracting(RequestRateEvent::getRequests)
                    .containsExactly(9L);
        }
    }

    @Test
    void a_sender_without_the_token_or_with_another_type_or_too_much_is_refused() throws Exception {
        byte[] good = utf8(rate(System.currentTimeMillis(), 7));
        Map<String, String> settings = RunningIngest.topics(broker.bootstrapServers(), "refused.");
        try (RunningIngest ingest = RunningIngest.startWithToken(settings, "secret")) {
            String[] token = {"Authorization", "Bearer secret"};
            assertThat(ingest.post(PATH, JSON, good).statusCode()).isEqualTo(401);
            assertThat(ingest.post(PATH, JSON, good, "Authorization", "Bearer other")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(ingest.post(PATH, JSON, good, token).statusCode()).isEqualTo(202);
            assertThat(ingest.post(PATH, "text/csv", good, token).statusCode()).isEqualTo(415);
            assertThat(ingest.post(PATH, "", good, token).statusCode()).isEqualTo(415);
            assertThat(ingest.post(PATH, JSON, new byte[BodyReader.MOST_SENT + 1], token)
                            .statusCode())
                    .isEqualTo(413);
            String[] brotli = {"Authorization", "Bearer secret", "Content-Encoding", "br"};
            assertThat(ingest.post(PATH, JSON, good, brotli).statusCode()).isEqualTo(415);
            String[] packed = {"Authorization", "Bearer secret", "Content-Encoding", "gzip"};
            assertThat(ingest.post(PATH, JSON, gzip(new byte[BodyReader.MOST_UNPACKED + 1]), packed)
                            .statusCode())
                    .isEqualTo(413);
            assertThat(ingest.post(PATH, JSON, good, packed).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void while_kafka_is_away_senders_are_told_to_come_back_and_then_are_taken() throws Exception {
        Map<String, String> settings = RunningIngest.topics(broker.bootstrapServers(), "away.");
        settings.put("broker.timeout", "1500ms");
        long now = System.currentTimeMillis();
        try (RunningIngest ingest = RunningIngest.start(settings)) {
            sendUntilTaken(ingest, utf8(rate(now, 1)));
            broker.awayFor(() -> {
                HttpResponse<String> away = ingest.posted(PATH, JSON, utf8(rate(now + 5_000, 2)));
                assertThat(away.statusCode()).isEqualTo(503);
                assertThat(away.headers().firstValue("Retry-After")).hasValue("5");
                assertThat(ingest.posted(PATH, JSON, utf8(rate(now + 5_000, 2))).statusCode())
                        .isEqualTo(503);
            });
            sendUntilTaken(ingest, utf8(rate(now + 5_000, 2)));
            sendUntilTaken(ingest, utf8(rate(now + 10_000, 3)));
            assertThat(ingest.read(Topic.REQUEST_RATE_EVENTS, RequestRateEvent.class, all -> all.size() >= 3))
                    .extracting(RequestRateEvent::getRequests)
                    .containsExactly(1L, 2L, 3L);
        }
    }

    /** As a sender does: on a busy machine a broker may answer too late even while it is there. */
    private static void sendUntilTaken(RunningIngest ingest, byte[] event) throws Exception {
        int status = ingest.post(PATH, JSON, event).statusCode();
        for (int i = 0; i < 60 && status == 503; i++) {
            Thread.sleep(500);
            status = ingest.post(PATH, JSON, event).statusCode();
        }
        assertThat(status).isEqualTo(202);
    }

    @Test
    void what_is_on_the_way_is_bounded() throws Exception {
        MockProducer<byte[], byte[]> silent =
                new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
        try (Store store = new Store(silent, Duration.ofSeconds(20), 1_000, System::nanoTime)) {
            List<ProducerRecord<byte[], byte[]>> records =
                    List.of(new ProducerRecord<>("topic", new byte[100], new byte[500]));
            Thread waiting = new Thread(() -> {
                try {
                    store.store(records);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            waiting.start();
            while (silent.history().isEmpty()) {
                Thread.sleep(5);
            }
            assertThat(store.store(records)).isEqualTo(new Store.Outcome.Full());
            silent.completeNext();
            waiting.join();
            Thread next = new Thread(() -> {
                while (!silent.completeNext()) {
                    Thread.onSpinWait();
                }
            });
            next.start();
            assertThat(store.store(records)).isEqualTo(new Store.Outcome.Stored());
            next.join();
        }
    }
}
