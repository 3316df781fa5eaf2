package dev.sluice.web.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.ResourceCost;
import dev.sluice.events.ResourcePool;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.schemas.ValueSerdes;
import dev.sluice.web.model.series.CostHour;
import dev.sluice.web.model.series.Costs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What fails while the topics are read for the HTTP API ends neither the reading nor what is read of others. */
@Timeout(60)
final class TopicReaderTest {
    private static final Map<String, Object> REGISTRY = Map.of("schema.registry.url", "mock://topic-reader-test");
    private static final TopicPartition POOLS = new TopicPartition("resource-pools", 0);
    private static final TopicPartition COSTS = new TopicPartition("resource-costs", 0);

    private final ReadModel model = new ReadModel(Duration.ofHours(1), Optional.of(InstantSource.system()));
    private final Queue<Error> thrown = new ConcurrentLinkedQueue<>();
    private final List<ConsumerRecord<byte[], byte[]>> log = new CopyOnWriteArrayList<>();
    private final Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> sought = new ConcurrentHashMap<>();
    private final TopicReader reader = new TopicReader(
            new Source(Topics.plain(), Map.of(), REGISTRY, Duration.ofHours(1)), model, FailingConsumer::new);

    @AfterEach
    void end() {
        reader.close();
    }

    @Test
    void an_error_of_the_virtual_machine_is_told_and_reading_goes_on() throws Exception {
        log.add(pool("spot"));
        thrown.add(new OutOfMemoryError("Java heap space"));
        reader.start();
        await(() -> reader.status().failure().contains("Java heap space"));
        await(() -> model.pools().containsKey("spot") && reader.status().isCaughtUp());
    }

    @Test
    void no_record_ends_it_or_takes_others_with_it() throws Exception {
        log.add(new ConsumerRecord<>(POOLS.topic(), 0, log.size(), key("broken"), new byte[] {0, 0, 0}));
        log.add(new ConsumerRecord<>(POOLS.topic(), 0, log.size(), key("negative"), value("negative", -1)));
        log.add(pool("spot"));
        reader.start();
        await(() -> model.pools().containsKey("spot") && reader.status().isCaughtUp());
        assertThat(reader.unreadable()).isEqualTo(2);
        assertThat(model.pools()).containsOnlyKeys("spot");
    }

    /** A broker finds no record by its time where it begins to search in a segment whose records were deleted by hand. */
    @Test
    void what_is_left_is_read_where_a_whole_segment_was_deleted_by_hand() throws Exception {
        ends.put(COSTS, 7L);
        reader.start();
        await(() -> sought.containsKey(COSTS));
        assertThat(sought).containsEntry(COSTS, 0L);
    }

    @Test
    void costs_of_the_first_hour_that_a_record_can_name_are_kept_like_others() {
        Costs costs = new Costs();
        costs.add(hour(Long.MIN_VALUE), 10_000);
        assertThat(costs.all()).extracting(CostHour::hour).containsExactly(Long.MIN_VALUE);
        costs.add(hour(0), 10_000);
        assertThat(costs.all()).extracting(CostHour::hour).containsExactly(0L);
    }

    @Test
    void after_a_decision_of_the_far_future_others_are_news_still() {
        model.decidedAt(Long.MAX_VALUE);
        assertThat(model.newestDecision()).isLessThanOrEqualTo(System.currentTimeMillis());
    }

    private static ResourceCost hour(long hour) {
        return ResourceCost.newBuilder()
                .setService("shop")
                .setPool("")
                .setTenant("")
                .setHour(Instant.ofEpochMilli(hour))
                .setReplicaSeconds(0)
                .setPricePerHour(0)
                .setCost(0)
                .build();
    }

    private ConsumerRecord<byte[], byte[]> pool(String name) {
        return new ConsumerRecord<>(POOLS.topic(), 0, log.size(), key(name), value(name, 1));
    }

    private static byte[] key(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] value(String name, double price) {
        try (var serde = ValueSerdes.of(ResourcePool.class, REGISTRY)) {
            ResourcePool pool = ResourcePool.newBuilder()
                    .setName(name)
                    .setPricePerHour(price)
                    .build();
            return serde.serializer().serialize(Topic.RESOURCE_POOLS.plainName(), pool);
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 2_000 && !condition.getAsBoolean(); i++) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    /** A consumer of the log that fails as often as it was told to. */
    private final class FailingConsumer extends MockConsumer<byte[], byte[]> {
        private int next;

        FailingConsumer() {
            super("earliest");
            ends.put(POOLS, (long) log.size());
            ends.forEach((partition, end) -> {
                PartitionInfo info = new PartitionInfo(partition.topic(), partition.partition(), null, null, null);
                updatePartitions(partition.topic(), List.of(info));
                updateBeginningOffsets(Map.of(partition, 0L));
                updateEndOffsets(Map.of(partition, end));
            });
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
            return Map.of();
        }

        @Override
        public synchronized void seek(TopicPartition partition, long offset) {
            super.seek(partition, offset);
            sought.put(partition, offset);
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            if (!thrown.isEmpty()) {
                throw thrown.remove();
            }
            while (next < log.size()) {
                addRecord(log.get(next++));
            }

            return super.poll(timeout);
        }
    }
}
