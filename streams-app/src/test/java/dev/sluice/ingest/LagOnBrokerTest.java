package dev.sluice.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.record.PolicyCodec;
import dev.sluice.demand.Signal;
import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.policy.ConsumerGroup;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that only reads a topic reports nothing itself: the brokers know what waits for it. */
final class LagOnBrokerTest {
    @TempDir
    private Path directory;

    private static void produce(Producer<String, String> producer, int partition, int records) throws Exception {
        for (int i = 0; i < records; i++) {
            producer.send(new ProducerRecord<>("orders", partition, null, "order"))
                    .get();
        }
    }

    @Test
    void what_arrives_and_what_waits_is_told_once_however_many_processes_ask() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
                Producer<String, String> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new StringSerializer(),
                        new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("orders", 2, (short) 1)))
                    .all()
                    .get();
            produce(producer, 0, 30);
            admin.alterConsumerGroupOffsets(
                            "workers", Map.of(new TopicPartition("orders", 0), new OffsetAndMetadata(10)))
                    .all()
                    .get();
            Map<String, String> settings = RunningIngest.topics(broker.bootstrapServers(), "lag.");
            settings.put(
                    "ingest.mapping",
                    Files.writeString(directory.resolve("mapping.yaml"), """
                            lag:
                              - {service: order-worker, group: workers, topics: orders}
                              - {service: other, group: nobody, topics: [not-there]}
                            """, StandardCharsets.UTF_8)
                            .toString());
            try (RunningIngest first = RunningIngest.start(settings);
                    RunningIngest second = RunningIngest.start(RunningIngest.elsewhere(settings))) {
                // the first reports have told where counting begins
                second.raw("lag.sluice-ingest-exports", all -> all.size() >= 2);
                produce(producer, 0, 5);
                produce(producer, 1, 7);
                List<RequestRateEvent> events = first.read(
                        Topic.REQUEST_RATE_EVENTS,
                        RequestRateEvent.class,
                        all -> all.size() >= 2
                                && all.stream()
                                                .mapToLong(RequestRateEvent::getRequests)
                                                .sum()
                                        >= 12);
                assertThat(events.stream()
                                .mapToLong(RequestRateEvent::getRequests)
                                .sum())
                        .isEqualTo(12);
                RequestRateEvent last = events.get(events.size() - 1);
                assertThat(last.getService()).isEqualTo("order-worker");
                assertThat(last.getInstance()).isEqualTo("workers");
                assertThat(last.getQueueDepth()).isEqualTo(20 + 5 + 7);
                // a look that a busy machine misses makes it longer
                assertThat((last.getTo().toEpochMilli() - last.getFrom().toEpochMilli()) % 5_000)
                        .isZero();
            }
        }
    }

    @Test
    void the_group_that_a_policy_names_is_measured_as_long_as_it_names_it() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
                Producer<String, String> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new StringSerializer(),
                        new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("orders", 2, (short) 1)))
                    .all()
                    .get();
            Map<String, String> settings = RunningIngest.topics(broker.bootstrapServers(), "policy.");
            try (RunningIngest ingest = RunningIngest.start(settings)) {
                apply(settings, "not-measured", Signal.REQUESTS);
                apply(settings, "order-worker", Signal.LAG);
                ingest.raw("policy.sluice-ingest-exports", all -> !all.isEmpty());
                produce(producer, 1, 9);
                List<RequestRateEvent> events = ingest.read(
                        Topic.REQUEST_RATE_EVENTS,
                        RequestRateEvent.class,
                        all -> all.stream()
                                        .mapToLong(RequestRateEvent::getRequests)
                                        .sum()
                                >= 9);

                assertThat(events).allSatisfy(event -> {
                    assertThat(event.getService()).isEqualTo("order-worker");
                    assertThat(event.getInstance()).isEqualTo("workers");
                    assertThat(event.getLag().getPartitions()).isEqualTo(2);
                    assertThat(event.getLag().getUncommittedPartitions()).isEqualTo(2);
                });
                assertThat(events.get(events.size() - 1).getQueueDepth()).isEqualTo(9);
            }
        }
    }

    private static void apply(Map<String, String> settings, String service, Signal signal) throws Exception {
        Optional<ConsumerGroup> group =
                signal == Signal.LAG ? Optional.of(ConsumerGroup.of("workers", List.of("orders"))) : Optional.empty();
        ScalingPolicy policy = ScalingPolicy.of(service, 4)
                .withDemand(new ScalingPolicy.Demand(signal, OptionalDouble.empty(), Optional.empty(), group));
        String topic = settings.get("topic.prefix") + Topic.SCALING_POLICIES.plainName();
        Map<String, Object> registry = Map.of("schema.registry.url", settings.get("schema.registry.url"));
        try (Producer<String, dev.sluice.events.ScalingPolicy> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", settings.get("bootstrap.servers")),
                new StringSerializer(),
                AvroSerde.of(dev.sluice.events.ScalingPolicy.class, registry).serializer())) {
            producer.send(new ProducerRecord<>(topic, service, PolicyCodec.toRecord(policy)))
                    .get();
        }
    }
}
