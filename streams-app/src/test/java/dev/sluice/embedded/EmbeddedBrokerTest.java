package dev.sluice.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

final class EmbeddedBrokerTest {
    private static final TopicPartition DEMAND = new TopicPartition("demand", 0);

    @Test
    void commits_a_transaction_and_leaves_nothing_behind() throws Exception {
        Path data;
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            data = broker.data();
            assertThat(data).isNotEmptyDirectory();
            Map<String, Object> client = Map.of("bootstrap.servers", broker.bootstrapServers());
            try (Admin admin = Admin.create(client)) {
                admin.createTopics(List.of(new NewTopic("demand", Optional.of(1), Optional.empty())))
                        .all()
                        .get();
            }

            sendInTransaction(broker, "checkout", "12 requests");

            assertThat(committed(broker)).containsExactly("12 requests");
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void a_port_in_use_is_said() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedBroker.start(taken.getLocalPort()))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage("port " + taken.getLocalPort() + " on 127.0.0.1 is in use");
        }
    }

    @Test
    void its_port_is_none_that_a_system_gives_to_whoever_asks_for_any() {
        for (int i = 0; i < 100; i++) {
            assertThat(EmbeddedBroker.reserve(0)).isBetween(20_000, 32_000);
        }
    }

    private static void sendInTransaction(EmbeddedBroker broker, String key, String value) throws Exception {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "reporter");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(DEMAND.topic(), key, value)).get();
            producer.commitTransaction();
        }
    }

    private static List<String> committed(EmbeddedBroker broker) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "isolation.level",
                "read_committed",
                "auto.offset.reset",
                "earliest");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(DEMAND));
            return Stream.of(consumer.poll(Duration.ofSeconds(20)))
                    .flatMap(records -> records.records(DEMAND).stream())
                    .map(ConsumerRecord::value)
                    .toList();
        }
    }
}
