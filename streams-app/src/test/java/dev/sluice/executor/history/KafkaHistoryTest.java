package dev.sluice.executor.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.client.CommandReader;
import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.schemas.RegistrySettings;
import dev.sluice.schemas.Topics;
import dev.sluice.schemas.ValueSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.Test;

final class KafkaHistoryTest {
    private static final Map<String, Object> REGISTRY = Map.of(RegistrySettings.URL, "mock://history");
    private static final Duration HOUR = Duration.ofHours(1);

    private final Serde<ScalingAck> acks = ValueSerdes.of(ScalingAck.class, REGISTRY);
    private final Serde<ScalingCommand> commands = ValueSerdes.of(ScalingCommand.class, REGISTRY);

    @Test
    void older_acknowledgements_follow_span_by_span_until_nothing_is_wanted() throws Exception {
        List<Long> read = new ArrayList<>();
        Deque<Set<String>> wanted = new ArrayDeque<>(List.of(Set.of("chat"), Set.of("chat"), Set.of()));
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
            written(settings);
            try (KafkaHistory history = history(settings)) {
                history.olderAcks(Set.of(0), HOUR, wanted::remove, (partition, ack) -> read.add(ack.getGeneration()));
            }
        }
        assertThat(read)
                .as("2 and 3 hours ago, then 10; never 30 minutes, 20 days and other services")
                .containsExactly(3L, 4L, 2L);
    }

    private KafkaHistory history(Map<String, Object> settings) {
        return new KafkaHistory(
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                acks.deserializer(),
                new CommandReader(commands.deserializer(), command -> {}),
                Topics.plain(),
                () -> false);
    }

    private void written(Map<String, Object> settings) throws Exception {
        try (Admin admin = Admin.create(settings);
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            admin.createTopics(List.of(
                            new NewTopic("scaling-acks", 1, (short) 1).configs(Map.of("retention.ms", "-1")),
                            new NewTopic("scaling-commands", 1, (short) 1)))
                    .all()
                    .get();
            List<Duration> ages = List.of(
                    Duration.ofDays(20),
                    Duration.ofHours(10),
                    Duration.ofHours(3),
                    Duration.ofHours(2),
                    Duration.ofMinutes(30));
            for (int i = 0; i < ages.size(); i++) {
                producer.send(record("chat", i + 1, Instant.now().minus(ages.get(i))))
                        .get();
                producer.send(record("search", i + 1, Instant.now().minus(ages.get(i))))
                        .get();
            }
        }
    }

    private ProducerRecord<byte[], byte[]> record(String service, long generation, Instant at) {
        ScalingAck ack = ScalingAck.newBuilder()
                .setService(service)
                .setGeneration(generation)
                .setStatus(AckStatus.APPLIED)
                .setReplicas(1)
                .setIssuedAt(at)
                .setAt(at)
                .setExecutor("here")
                .build();
        return new ProducerRecord<>(
                "scaling-acks",
                0,
                at.toEpochMilli(),
                service.getBytes(StandardCharsets.UTF_8),
                acks.serializer().serialize("scaling-acks", ack));
    }
}
