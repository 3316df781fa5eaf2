package dev.sluice.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.ingest.otlp.OtlpMessage;
import dev.sluice.ingest.otlp.Payloads;
import dev.sluice.ingest.remotewrite.Messages;
import dev.sluice.ingest.remotewrite.WriteRequest;
import dev.sluice.schemas.Topic;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceResponse;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.xerial.snappy.Snappy;

/** Metrics that a real SDK sent, over HTTP and from a collector's topic, through a broker to events. */
final class MetricsOnBrokerTest {
    private static final String PROTOBUF = "application/x-protobuf";
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

    /** A body of one resource under another service's name. */
    private static ResourceMetrics renamed(byte[] body, String service) throws IOException {
        ResourceMetrics read = OtlpMessage.read(body, OtlpMessage.Encoding.of(body), bytes -> {})
                .parts()
                .get(0)
                .metrics()
                .orElseThrow();
        ResourceMetrics.Builder resource = read.toBuilder();
        for (KeyValue.Builder attribute : resource.getResourceBuilder().getAttributesBuilderList()) {
            if (attribute.getKey().equals("service.name")) {
                attribute.getValueBuilder().setStringValue(service);
            }
        }
        return resource.build();
    }

    private static Map<String, Long> sums(List<RequestRateEvent> events, ToLongFunction<RequestRateEvent> amount) {
        return events.stream()
                .collect(Collectors.groupingBy(
                        RequestRateEvent::getService, TreeMap::new, Collectors.summingLong(amount)));
    }

    private static Map<String, Long> expected(List<Payloads> all, ToLongFunction<Payloads> amount) {
        return all.stream().collect(Collectors.toMap(Payloads::name, amount::applyAsLong, Long::sum, TreeMap::new));
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(plain);
        }
        return out.toByteArray();
    }

    private static void addUp(RunningIngest ingest, List<Payloads> all) {
        Map<String, Long> requests = expected(all, Payloads::requests);
        List<RequestRateEvent> events = ingest.read(
                Topic.REQUEST_RATE_EVENTS,
                RequestRateEvent.class,
                seen -> sums(seen, RequestRateEvent::getRequests).equals(requests));
        assertThat(sums(events, RequestRateEvent::getRequests)).isEqualTo(requests);
        assertThat(sums(events, RequestRateEvent::getErrors)).isEqualTo(expected(all, Payloads::errors));
    }

    @Test
    void what_sdks_send_over_http_adds_up_whichever_process_gets_it_and_though_one_is_replaced() throws Exception {
        List<Payloads> all = Payloads.all().toList();
        Map<String, String> settings = RunningIngest.topics(broker.bootstrapServers(), "http.");
        RunningIngest first = RunningIngest.start(settings);
        try (RunningIngest second = RunningIngest.start(RunningIngest.elsewhere(settings))) {
            for (int i = 0; i < 6; i++) {
                for (Payloads payloads : all) {
                    if (i < payloads.bodies().size()) {
                        byte[] body = ExportMetricsServiceRequest.newBuilder()
                                .addResourceMetrics(renamed(payloads.bodies().get(i), payloads.name()))
                                .build()
                                .toByteArray();
                        RunningIngest to = i % 2 == 0 ? second : first;
                        HttpResponse<String> answer = i == 1
                                ? to.post("/v1/metrics", PROTOBUF, gzip(body), "Content-Encoding", "gzip")
                                : to.post("/v1/metrics", PROTOBUF, body);
                        assertThat(answer.statusCode()).isEqualTo(200);
                        assertThat(answer.body()).isEmpty();
                        // a sender that did not see the answer sends it again, to another process
                        second.post("/v1/metrics", PROTOBUF, body);
                    }
                }
                if (i == 2) {
                    first.close();
                    first = RunningIngest.start(RunningIngest.elsewhere(settings));
                }
            }
            addUp(second, all);
        } finally {
            first.close();
        }
    }

    @Test
    void what_a_collector_writes_adds_up_with_garbage_and_repetitions_between() throws Exception {
        List<Payloads> all = Payloads.all().toList();
        Map<String, String> settings = RunningIngest.topics(broker.bootstrapServers(), "topic.");
        settings.put("ingest.otlp.topics", "topic.otlp_metrics");
        RunningIngest ingest = RunningIngest.start(settings);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
                Producer<byte[], byte[]> collector = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            admin.createTopics(List.of(new NewTopic("topic.otlp_metrics", 3, (short) 1)))
                    .all()
                    .get();
            Random random = new Random(5);
            List<byte[]> sent = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                ExportMetricsServiceRequest.Builder message = ExportMetricsServiceRequest.newBuilder();
                for (Payloads payloads : all) {
                    if (i < payloads.bodies().size()) {
                        message.addResourceMetrics(renamed(payloads.bodies().get(i), payloads.name()));
                    }
                }
                // a resource that cannot be read, in the middle of a message with good ones
                byte[] bad = ByteString.copyFrom(new byte[] {0x0A, 3, (byte) 0xff, (byte) 0xff, (byte) 0xff})
                        .toByteArray();
                sent.add(ByteString.copyFrom(bad)
                        .concat(message.build().toByteString())
                        .toByteArray());
                byte[] garbage = new byte[40];
                random.nextBytes(garbage);
                garbage[0] = (byte) 0xfe;
                for (byte[] value : List.of(
                        garbage,
                        "{not json".getBytes(StandardCharsets.UTF_8),
                        sent.get(i),
                        sent.get(random.nextInt(i + 1)))) {
                    collector
                            .send(new ProducerRecord<>("topic.otlp_metrics", null, value))
                            .get();
                }
                if (i == 3) {
                    ingest.close();
                    ingest = RunningIngest.start(RunningIngest.elsewhere(settings));
                }
            }
            addUp(ingest, all);
            // twelve that are no message and a bad resource in each of twelve good ones
            assertThat(ingest.raw("topic.dead-letters", letters -> letters.size() >= 24))
                    .hasSize(24);
        } finally {
            ingest.close();
        }
    }

    @Test
    void answers_are_those_of_the_protocol() throws Exception {
        try (RunningIngest ingest = RunningIngest.start(RunningIngest.topics(broker.bootstrapServers(), "answers."))) {
            String path = "/v1/metrics";
            assertThat(ingest.post(path, JSON, "{}".getBytes(StandardCharsets.UTF_8)))
                    .satisfies(ok -> {
                        assertThat(ok.statusCode()).isEqualTo(200);
                        assertThat(ok.body()).isEqualTo("{}");
                        assertThat(ok.headers().firstValue("Content-Type")).hasValue(JSON);
                    });
            String unnamed = """
                    {"resourceMetrics": [{"resource": {}, "scopeMetrics": [{"metrics": [{"name": "http.server.active_requests",
                      "sum": {"aggregationTemporality": 2, "dataPoints": [{"timeUnixNano": "%d", "asInt": "3",
                        "exemplars": [{"traceId": "5b8efff798038103d269b633813fc60c", "asInt": 1}]}]}}]}]}]}""".formatted(System.currentTimeMillis() * 1_000_000);
            HttpResponse<String> partial = ingest.post(path, JSON, unnamed.getBytes(StandardCharsets.UTF_8));
            assertThat(partial.statusCode()).isEqualTo(200);
            assertThat(partial.body()).contains("\"rejectedDataPoints\":\"1\"", "set the attribute service.name");

            HttpResponse<String> broken =
                    ingest.post(path, JSON, "{\"resourceMetrics\": 5}".getBytes(StandardCharsets.UTF_8));
            assertThat(broken.statusCode()).isEqualTo(400);
            assertThat(broken.body()).contains("\"code\":3");
            HttpResponse<String> cut = ingest.post(path, PROTOBUF, new byte[] {0x0A, 50, 1});
            assertThat(cut.statusCode()).isEqualTo(400);
            assertThat(cut.headers().firstValue("Content-Type")).hasValue(PROTOBUF);
            assertThat(ingest.post(path, "text/plain", new byte[1]).statusCode())
                    .isEqualTo(415);
            byte[] bomb = gzip(new byte[BodyReader.MOST_UNPACKED + 1]);
            assertThat(ingest.post(path, PROTOBUF, bomb, "Content-Encoding", "gzip")
                            .statusCode())
                    .isEqualTo(413);
            HttpResponse<String> empty = ingest.post(path, PROTOBUF, new byte[0]);
            assertThat(empty.statusCode()).isEqualTo(200);
            assertThat(ExportMetricsServiceResponse.parseFrom(empty.body().getBytes(StandardCharsets.UTF_8))
                            .hasPartialSuccess())
                    .isFalse();
        }
    }

    private static String[] snappy() {
        return new String[] {"Content-Encoding", "snappy"};
    }

    @Test
    void prometheus_is_told_what_was_written_and_what_never_can_be() throws Exception {
        String path = "/api/v1/write";
        try (RunningIngest ingest = RunningIngest.start(RunningIngest.topics(broker.bootstrapServers(), "write."))) {
            long now = System.currentTimeMillis();
            Map<String, String> labels = Map.of("__name__", "http_requests_total", "job", "shop", "instance", "a");
            for (int i = 0; i < 3; i++) {
                byte[] message = new Messages(WriteRequest.Version.V2)
                        .sample(labels, 100 + 10 * i, now + 15_000L * i, 0)
                        .bytes();
                HttpResponse<String> written = ingest.post(
                        path, PROTOBUF + ";proto=io.prometheus.write.v2.Request", Snappy.compress(message), snappy());
                assertThat(written.statusCode()).isEqualTo(204);
                assertThat(written.headers().firstValue("X-Prometheus-Remote-Write-Samples-Written"))
                        .hasValue("1");
                assertThat(written.headers().firstValue("X-Prometheus-Remote-Write-Histograms-Written"))
                        .hasValue("0");
            }
            byte[] unnamed = new Messages(WriteRequest.Version.V1)
                    .sample(Map.of("__name__", "http_requests_total"), 1, now, 0)
                    .sample(labels, 125, now + 60_000, 0)
                    .bytes();
            HttpResponse<String> partly = ingest.post(path, PROTOBUF, Snappy.compress(unnamed), snappy());
            assertThat(partly.statusCode()).isEqualTo(400);
            assertThat(partly.body()).contains("1 samples cannot be used", "The others were written");
            assertThat(partly.headers().firstValue("X-Prometheus-Remote-Write-Samples-Written"))
                    .hasValue("1");
            assertThat(ingest.read(Topic.REQUEST_RATE_EVENTS, RequestRateEvent.class, all -> all.size() >= 3))
                    .extracting(RequestRateEvent::getRequests)
                    .containsExactly(10L, 10L, 5L);

            assertThat(ingest.post(path, PROTOBUF, unnamed).statusCode()).isEqualTo(415);
            assertThat(ingest.post(path, PROTOBUF + ";proto=other", Snappy.compress(unnamed), snappy())
                            .statusCode())
                    .isEqualTo(415);
            assertThat(ingest.post(path, PROTOBUF, unnamed, snappy()).statusCode())
                    .isEqualTo(400);
            byte[] bomb = Snappy.compress(new byte[BodyReader.MOST_UNPACKED + 1]);
            assertThat(ingest.post(path, PROTOBUF, bomb, snappy()).statusCode()).isEqualTo(413);
            byte[] saysTwoGigabytes = {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 8, 0, 'a'};
            assertThat(ingest.post(path, PROTOBUF, saysTwoGigabytes, snappy()).statusCode())
                    .isEqualTo(413);
            assertThat(ingest.post(path, PROTOBUF + "; PROTO=\"another.Request\"", Snappy.compress(unnamed), snappy())
                            .statusCode())
                    .isEqualTo(415);
        }
    }
}
