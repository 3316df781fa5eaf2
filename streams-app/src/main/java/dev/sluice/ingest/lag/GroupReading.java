package dev.sluice.ingest.lag;

import java.util.List;
import java.util.OptionalLong;

/**
 * What the brokers told of a consumer group at one time.
 *
 * @param service the service whose replicas are the members
 * @param time ms since the epoch, the same in every process that asks
 */
record GroupReading(String service, String group, long time, List<Topic> topics) {
    GroupReading {
        topics = List.copyOf(topics);
    }

    /** What tells a topic from another one of its name that was there before: the two halves of Kafka's id. */
    record TopicId(long high, long low) {}

    /**
     * A topic that the group reads.
     *
     * @param partitions empty if there is no such topic
     */
    record Topic(String name, TopicId id, List<Partition> partitions) {
        Topic {
            partitions = List.copyOf(partitions);
        }

        static Topic missing(String name) {
            return new Topic(name, new TopicId(0, 0), List.of());
        }

        boolean isMissing() {
            return partitions.isEmpty();
        }
    }

    /**
     * A partition.
     *
     * @param begin offset of the first record that is kept
     * @param end offset of the next record; empty if no broker told it
     * @param committed offset of the next record that the group will read; empty if it has committed none
     */
    record Partition(int number, long begin, OptionalLong end, OptionalLong committed) {}
}
