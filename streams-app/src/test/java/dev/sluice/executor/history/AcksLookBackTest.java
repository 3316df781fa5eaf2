package dev.sluice.executor.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.embedded.EmbeddedBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A topic of three partitions with acknowledgements of different ages. */
final class AcksLookBackTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final List<TopicPartition> PARTITIONS =
            List.of(new TopicPartition("acks", 0), new TopicPartition("acks", 1), new TopicPartition("acks", 2));

    private static final Duration ALL = Duration.between(Instant.EPOCH, NOW);

    private final EmbeddedBroker broker = EmbeddedBroker.start();
    private final Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers());
    private final KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    private final List<String> read = new ArrayList<>();

    @BeforeEach
    void topic() throws Exception {
        try (Admin admin = Admin.create(settings)) {
            Map<String, String> kept = Map.of("retention.ms", "-1", "segment.ms", Long.toString(HOUR.toMillis()));
            admin.createTopics(List.of(new NewTopic("acks", 3, (short) 1).configs(kept)))
                    .all()
                    .get();
        }
        written(0, "20 days", Duration.ofDays(20));
        written(0, "10 hours", Duration.ofHours(10));
        written(0, "30 minutes", Duration.ofMinutes(30));
        written(1, "2 hours", Duration.ofHours(2));
    }

    @AfterEach
    void stop() {
        consumer.close();
        broker.close();
    }

    private void written(int partition, String what, Duration ago) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            long at = NOW.minus(ago).toEpochMilli();
            producer.send(new ProducerRecord<>("acks", partition, at, null, what.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    private AcksLookBack lookBack() {
        return new AcksLookBack(consumer, PARTITIONS, NOW, () -> false);
    }

    private List<String> read(AcksLookBack lookBack, Duration span) {
        read.clear();
        lookBack.read(span, record -> read.add(new String(record.value(), StandardCharsets.UTF_8)));
        return List.copyOf(read);
    }

    @Test
    void each_acknowledgement_is_read_once_and_the_newest_ones_first() {
        AcksLookBack lookBack = lookBack();
        assertThat(read(lookBack, HOUR)).containsExactly("30 minutes");
        assertThat(lookBack.isAtBeginning()).isFalse();
        assertThat(lookBack.completeSince(HOUR)).isEqualTo(NOW.minus(HOUR));

        Duration four = AcksLookBack.further(HOUR);
        assertThat(read(lookBack, four)).containsExactly("2 hours");
        assertThat(read(lookBack, AcksLookBack.further(four))).containsExactly("10 hours");
        assertThat(read(lookBack, ALL)).containsExactly("20 days");
        assertThat(lookBack.isAtBeginning()).isTrue();
        assertThat(lookBack.completeSince(ALL)).as("all there ever were").isEqualTo(Instant.EPOCH);
    }

    @Test
    void what_comes_meanwhile_is_left_for_later() throws Exception {
        AcksLookBack lookBack = lookBack();
        written(1, "now", Duration.ZERO);
        assertThat(read(lookBack, Duration.ofHours(4))).containsExactlyInAnyOrder("2 hours", "30 minutes");
        assertThat(lookBack.ends()).containsEntry(PARTITIONS.get(1), 1L);
    }

    @Test
    void what_retention_has_deleted_is_not_known() throws Exception {
        try (Admin admin = Admin.create(settings)) {
            admin.deleteRecords(Map.of(PARTITIONS.get(0), RecordsToDelete.beforeOffset(2)))
                    .all()
                    .get();
        }
        AcksLookBack lookBack = lookBack();
        assertThat(read(lookBack, ALL)).containsExactlyInAnyOrder("30 minutes", "2 hours");
        assertThat(lookBack.isAtBeginning()).isTrue();
        assertThat(lookBack.completeSince(ALL)).isEqualTo(NOW.minus(Duration.ofMinutes(30)));
    }

    @Test
    void what_is_left_is_read_where_a_whole_segment_was_deleted_by_hand() throws Exception {
        try (Admin admin = Admin.create(settings)) {
            admin.deleteRecords(Map.of(PARTITIONS.get(0), RecordsToDelete.beforeOffset(1)))
                    .all()
                    .get();
        }
        AcksLookBack lookBack = lookBack();
        assertThat(read(lookBack, Duration.ofDays(25))).containsExactlyInAnyOrder("10 hours", "30 minutes", "2 hours");
        assertThat(lookBack.isAtBeginning()).isTrue();
    }
}
