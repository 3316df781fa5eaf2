package dev.sluice.topology.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.embedded.EmbeddedBroker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an open transaction hides is not taken for read. */
final class HiddenRecordsTest {
    private static final TopicPartition REPORTS = new TopicPartition("request-rate-events", 0);

    private final Map<TopicPartition, KafkaFuture<Long>> ends = new HashMap<>();
    private final HiddenRecords hidden = new HiddenRecords(partitions -> Map.copyOf(ends));

    private boolean isBefore(long position, long now) {
        hidden.look(Set.of(REPORTS), now);
        return hidden.isBefore(REPORTS, position, now);
    }

    @Test
    void a_reader_at_the_end_of_the_log_is_kept_from_nothing() {
        ends.put(REPORTS, KafkaFuture.completedFuture(10L));
        assertThat(isBefore(10, 0)).isFalse();
        assertThat(isBefore(10, 1000)).isFalse();
    }

    @Test
    void a_reader_before_the_end_is_kept_from_the_rest_until_it_may_read_it() {
        ends.put(REPORTS, KafkaFuture.completedFuture(10L));
        isBefore(4, 0);
        assertThat(isBefore(4, 1000)).isTrue();
        assertThat(isBefore(10, 2000)).isFalse();
    }

    @Test
    void brokers_that_do_not_answer_tell_nothing() {
        ends.put(REPORTS, new KafkaFutureImpl<>());
        assertThat(isBefore(4, 0)).isFalse();
        assertThat(isBefore(4, 1000)).isFalse();
        KafkaFutureImpl<Long> failed = new KafkaFutureImpl<>();
        failed.completeExceptionally(new TimeoutException("no answer"));
        ends.put(REPORTS, failed);
        assertThat(isBefore(4, 2000)).isFalse();
        assertThat(isBefore(4, 3000)).isFalse();
    }

    @Test
    void a_transaction_that_nobody_ever_ends_holds_up_nothing_for_ever() {
        ends.put(REPORTS, KafkaFuture.completedFuture(10L));
        isBefore(4, 0);
        assertThat(isBefore(4, 900_000)).isTrue();
        assertThat(isBefore(4, 2_000_000)).isFalse();
        assertThat(isBefore(5, 2_001_000)).isTrue();
    }

    @Test
    @Timeout(120)
    void behind_an_open_transaction_nothing_counts_as_read() throws Exception {
        ReadPositions positions = new ReadPositions();
        BundlingClients clients =
                new BundlingClients(new Bundling(250, 1000, 1 << 17), positions, Set.of(REPORTS.topic()));
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            Map<String, Object> brokers = Map.of("bootstrap.servers", broker.bootstrapServers());
            try (Admin admin = clients.getAdmin(brokers);
                    Consumer<byte[], byte[]> consumer = clients.getConsumer(brokers);
                    KafkaProducer<byte[], byte[]> writer = producer(brokers, Map.of("transactional.id", "a"));
                    KafkaProducer<byte[], byte[]> other = producer(brokers, Map.of())) {
                admin.createTopics(List.of(new NewTopic(REPORTS.topic(), 1, (short) 1)))
                        .all()
                        .get();
                consumer.assign(Set.of(REPORTS));
                consumer.seekToBeginning(Set.of(REPORTS));
                poll(consumer, positions, Duration.ofSeconds(60), () -> read(positions) != Long.MIN_VALUE);

                writer.initTransactions();
                writer.beginTransaction();
                write(writer);
                write(other);
                poll(consumer, positions, Duration.ofSeconds(60), () -> isBehind(positions));
                assertThat(isBehind(positions)).isTrue();

                writer.abortTransaction();
                long aborted = System.currentTimeMillis();
                poll(consumer, positions, Duration.ofSeconds(60), () -> read(positions) > aborted);
                assertThat(read(positions)).isGreaterThan(aborted);
            }
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> brokers, Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(brokers);
        all.putAll(more);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void write(KafkaProducer<byte[], byte[]> producer) throws Exception {
        producer.send(new ProducerRecord<>(REPORTS.topic(), 0, new byte[] {1}, new byte[] {1}))
                .get();
    }

    /** Polls as a stream thread does, and handles at once what comes. */
    private static void poll(
            Consumer<byte[], byte[]> consumer, ReadPositions positions, Duration within, BooleanSupplier until) {
        long end = System.nanoTime() + within.toNanos();
        while (!until.getAsBoolean() && System.nanoTime() - end < 0) {
            consumer.poll(Duration.ofMillis(50))
                    .forEach(record -> positions.of(REPORTS).handled(record.offset()));
        }
    }

    /** Time goes on, and what counts as read does not: longer than a busy machine keeps a reader from its next poll. */
    private static boolean isBehind(ReadPositions positions) {
        return System.currentTimeMillis() - read(positions) > 4_000;
    }

    private static long read(ReadPositions positions) {
        return positions.of(REPORTS).readUpTo();
    }
}
