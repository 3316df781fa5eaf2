package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Partitions with the records 5 to 8, which were written at noon. */
final class StartOffsetsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final TopicPartition PARTITION = new TopicPartition("acks", 0);
    private static final TopicPartition CUT_BY_HAND = new TopicPartition("acks", 1);

    private final Searched consumer = new Searched();

    @Test
    void reading_begins_with_the_first_record_of_the_time_or_at_the_end() {
        assertThat(since(NOON.minusSeconds(1))).containsEntry(PARTITION, 5L);
        assertThat(since(NOON.plusSeconds(1))).containsEntry(PARTITION, 9L);
    }

    @Test
    void what_is_left_is_read_where_a_whole_segment_was_deleted_by_hand() {
        assertThat(since(NOON.minusSeconds(1))).containsEntry(CUT_BY_HAND, 5L);
    }

    @Test
    void each_partition_has_its_own_time() {
        Map<TopicPartition, Instant> times = Map.of(PARTITION, NOON.plusSeconds(1), CUT_BY_HAND, NOON);
        assertThat(StartOffsets.since(consumer, times))
                .containsExactlyInAnyOrderEntriesOf(Map.of(PARTITION, 9L, CUT_BY_HAND, 5L));
    }

    @Test
    void what_is_written_while_brokers_are_asked_is_not_passed_over() {
        consumer.isWrittenMeanwhile = true;
        assertThat(since(NOON.plusSeconds(1))).containsEntry(PARTITION, 9L);
    }

    private Map<TopicPartition, Long> since(Instant time) {
        return StartOffsets.since(consumer, List.of(PARTITION, CUT_BY_HAND), time);
    }

    private static final class Searched extends MockConsumer<byte[], byte[]> {
        private boolean isWrittenMeanwhile;

        Searched() {
            super("earliest");
            updateBeginningOffsets(Map.of(PARTITION, 5L, CUT_BY_HAND, 5L));
            updateEndOffsets(Map.of(PARTITION, 9L, CUT_BY_HAND, 9L));
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> times) {
            Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
            if (times.getOrDefault(PARTITION, Long.MAX_VALUE) <= NOON.toEpochMilli()) {
                found.put(PARTITION, new OffsetAndTimestamp(5, NOON.toEpochMilli()));
            }
            if (isWrittenMeanwhile) {
                updateEndOffsets(Map.of(PARTITION, 10L));
            }
            return found;
        }
    }
}
