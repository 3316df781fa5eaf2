package dev.sluice.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.RequestRateEvent;
import dev.sluice.schemas.DemandReporter;
import dev.sluice.schemas.DemandReporter.Reporting;
import dev.sluice.schemas.RegistrySettings;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.schemas.ValueSerdes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;

/** The reporter that services embed, on a broker and a registry over HTTP. */
final class DemandReporterOnBrokerTest {
    private static final String TOPIC = Topics.plain().name(Topic.REQUEST_RATE_EVENTS);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void a_service_that_works_and_then_rests_is_reported_without_a_gap() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                EmbeddedRegistry registry = EmbeddedRegistry.start(0)) {
            Map<String, Object> settings = Map.of(
                    "bootstrap.servers",
                    broker.bootstrapServers(),
                    RegistrySettings.URL,
                    registry.url().toString());
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1)))
                        .all()
                        .get();
            }
            List<RequestRateEvent> reports;
            Reporting everyFifthOfASecond =
                    new Reporting("checkout", "checkout-1", "", Duration.ofMillis(200), Topics.plain());
            try (DemandReporter reporter = DemandReporter.start(everyFifthOfASecond, settings)) {
                for (int i = 0; i < 100; i++) {
                    reporter.begin().close();
                }
                reports = read(settings, 5);
                assertThat(reporter.lost()).isZero();
            }

            assertThat(reports.stream().mapToLong(RequestRateEvent::getRequests).sum())
                    .isEqualTo(100);
            assertThat(reports.get(4).getRequests()).as("at rest").isZero();
            for (int i = 1; i < 5; i++) {
                assertThat(reports.get(i).getFrom())
                        .isEqualTo(reports.get(i - 1).getTo());
            }
        }
    }

    private static List<RequestRateEvent> read(Map<String, Object> settings, int count) {
        List<RequestRateEvent> reports = new ArrayList<>();
        Map<String, Object> broker = Map.of("bootstrap.servers", settings.get("bootstrap.servers"));
        try (KafkaConsumer<String, RequestRateEvent> consumer = new KafkaConsumer<>(
                broker,
                new StringDeserializer(),
                ValueSerdes.of(RequestRateEvent.class, settings).deserializer())) {
            TopicPartition partition = new TopicPartition(TOPIC, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            Instant until = Instant.now().plus(PATIENCE);
            while (reports.size() < count && Instant.now().isBefore(until)) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> reports.add(record.value()));
            }
        }
        assertThat(reports).as("within %s", PATIENCE).hasSizeGreaterThanOrEqualTo(count);
        return reports;
    }
}
