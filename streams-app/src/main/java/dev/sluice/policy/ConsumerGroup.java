package dev.sluice.policy;

import dev.sluice.text.DurationText;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;

/**
 * A consumer group whose members are the replicas of a service, and whose lag is its demand.
 *
 * @param name name of the group
 * @param topics what it reads; empty: all topics of which it has committed offsets
 * @param allowIdleConsumers whether there may be more replicas than partitions, of which some read nothing
 * @param rebalance time for which the group reads nothing when its members change
 */
public record ConsumerGroup(String name, List<String> topics, boolean allowIdleConsumers, Duration rebalance) {
    /** About what a group with Kafka's default settings needs to notice a member and to assign its partitions anew. */
    public static final Duration REBALANCE = Duration.ofSeconds(5);

    private static final Duration LONGEST_REBALANCE = Duration.ofMinutes(30);
    private static final int LONGEST_NAME = 253;
    private static final int MOST_TOPICS = 100;

    public ConsumerGroup {
        topics = List.copyOf(topics);
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "demand.group must have from 1 to " + LONGEST_NAME + " characters, not " + name.length());
        }
        if (topics.size() > MOST_TOPICS) {
            throw new IllegalArgumentException(
                    "demand.topics has " + topics.size() + " topics, more than " + MOST_TOPICS);
        }
        topics.forEach(ConsumerGroup::check);
        if (new HashSet<>(topics).size() < topics.size()) {
            throw new IllegalArgumentException("demand.topics names a topic twice");
        }
        if (rebalance.isNegative() || rebalance.compareTo(LONGEST_REBALANCE) > 0) {
            throw new IllegalArgumentException("demand.rebalance must be from 0s to "
                    + DurationText.exactly(LONGEST_REBALANCE) + ", not " + DurationText.exactly(rebalance));
        }
    }

    private static void check(String topic) {
        if (!topic.matches("[a-zA-Z0-9._-]{1,249}")) {
            throw new IllegalArgumentException("demand.topics has " + topic
                    + ", which is no name of a topic: letters, digits, ., _ and -, at most 249 of them");
        }
    }

    /** A group that may not idle and rebalances as groups do by default. */
    public static ConsumerGroup of(String name, List<String> topics) {
        return new ConsumerGroup(name, topics, false, REBALANCE);
    }
}
