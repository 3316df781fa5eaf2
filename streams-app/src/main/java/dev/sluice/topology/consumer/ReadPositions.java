package dev.sluice.topology.consumer;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/** How far each partition of the inputs has been read, by the positions of the consumers: no timestamp has a say in it. */
public final class ReadPositions {
    private final Map<TopicPartition, PartitionRead> partitions = new ConcurrentHashMap<>();
    private final Map<String, Integer> counts = new ConcurrentHashMap<>();

    /** The time up to which each of these is read, ms; {@link Long#MIN_VALUE} while that is not known. */
    public Map<TopicPartition, Long> readUpTo(Collection<TopicPartition> those) {
        return those.stream().collect(Collectors.toMap(p -> p, p -> of(p).readUpTo()));
    }

    /** Notes how many partitions a topic has. */
    void counted(String topic, int partitions) {
        counts.put(topic, partitions);
    }

    /** Returns how many partitions a topic has; 0 while that is not known. */
    public int partitions(String topic) {
        return counts.getOrDefault(topic, 0);
    }

    /** What is known of a partition. */
    public PartitionRead of(TopicPartition partition) {
        return partitions.computeIfAbsent(partition, p -> new PartitionRead());
    }
}
