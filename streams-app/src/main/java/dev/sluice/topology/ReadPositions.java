package dev.sluice.topology;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/** How far each partition of the inputs has been read, by the positions of the consumers: no timestamp has a say in it. */
final class ReadPositions {
    private final Map<TopicPartition, PartitionRead> partitions = new ConcurrentHashMap<>();

    /** What is known of a partition. */
    PartitionRead of(TopicPartition partition) {
        return partitions.computeIfAbsent(partition, p -> new PartitionRead());
    }
}
