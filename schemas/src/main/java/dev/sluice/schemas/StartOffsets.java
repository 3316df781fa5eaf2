package dev.sluice.schemas;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the records of partitions begin that were written from a time on; their ends where nothing was.
 *
 * <p>Records that were deleted by hand stay in their segments for some minutes. A broker searches the first segment that
 * reaches the time: if all its records are deleted it finds nothing, whatever later segments hold. It then finds nothing
 * from the beginning of time either, and such a partition is read from its first record.
 */
public final class StartOffsets {
    private StartOffsets() {}

    /** Returns the offsets from one time on. */
    public static Map<TopicPartition, Long> since(
            Consumer<?, ?> consumer, Collection<TopicPartition> partitions, Instant since) {
        return since(consumer, partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> since)));
    }

    /** Returns the offsets from a time of each partition on. */
    public static Map<TopicPartition, Long> since(Consumer<?, ?> consumer, Map<TopicPartition, Instant> since) {
        Set<TopicPartition> partitions = since.keySet();
        // asked first: what is written meanwhile comes after these ends
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, OffsetAndTimestamp> found = firstAt(consumer, since);
        Map<TopicPartition, OffsetAndTimestamp> ever = firstAt(
                consumer, partitions.stream().collect(Collectors.toMap(Function.identity(), p -> Instant.EPOCH)));
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> from = new HashMap<>();
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp first = found.get(partition);
            Map<TopicPartition, Long> otherwise = ever.get(partition) == null ? begins : ends;
            from.put(partition, first == null ? otherwise.getOrDefault(partition, 0L) : first.offset());
        }
        return from;
    }

    private static Map<TopicPartition, OffsetAndTimestamp> firstAt(
            Consumer<?, ?> consumer, Map<TopicPartition, Instant> since) {
        Map<TopicPartition, Long> times = new HashMap<>();
        since.forEach((partition, time) -> times.put(partition, Math.max(0, time.toEpochMilli())));
        return consumer.offsetsForTimes(times);
    }
}
