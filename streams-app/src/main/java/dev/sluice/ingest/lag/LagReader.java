package dev.sluice.ingest.lag;

import dev.sluice.config.manifest.MetricMapping.Lag;
import dev.sluice.ingest.lag.GroupReading.Partition;
import dev.sluice.ingest.lag.GroupReading.Topic;
import dev.sluice.ingest.lag.GroupReading.TopicId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Asks the brokers how far groups have come and where their partitions end. All groups are asked for at once: a few
 * requests to each broker, however many groups there are. What fails for one group or partition hides no other.
 */
record LagReader(Admin admin) {
    private static final ListOffsetsOptions COMMITTED = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);

    /** Takes what was read of each group, or why it could not be. */
    interface Sink {
        void read(GroupReading reading) throws InterruptedException;

        void failed(Lag group, Throwable why);
    }

    /** Reads all groups; {@code time} is that of the readings, ms. */
    void read(Collection<Lag> groups, long time, Sink sink) throws InterruptedException {
        Map<String, Map<TopicPartition, OffsetAndMetadata>> committed = new HashMap<>();
        Map<String, Throwable> failed = new HashMap<>();
        committed(groups, committed, failed);
        Set<String> names = new TreeSet<>();
        for (Lag group : groups) {
            names.addAll(topics(group, committed.getOrDefault(group.group(), Map.of())));
        }
        Map<String, TopicDescription> described = new HashMap<>();
        Map<String, Throwable> unknown = new HashMap<>();
        describe(names, described, unknown);
        Ends ends = Ends.of(admin, described.values());
        for (Lag group : groups) {
            Map<TopicPartition, OffsetAndMetadata> offsets = committed.getOrDefault(group.group(), Map.of());
            List<String> topics = topics(group, offsets);
            Throwable why = failed.get(group.group());
            for (String topic : topics) {
                why = why == null ? unknown.get(topic) : why;
            }
            if (why != null) {
                sink.failed(group, why);
            } else {
                sink.read(new GroupReading(
                        group.service(),
                        group.group(),
                        time,
                        topics.stream()
                                .map(name -> topic(name, described, offsets, ends))
                                .toList()));
            }
        }
    }

    private static List<String> topics(Lag group, Map<TopicPartition, OffsetAndMetadata> committed) {
        return group.topics().isEmpty()
                ? committed.keySet().stream()
                        .map(TopicPartition::topic)
                        .distinct()
                        .sorted()
                        .toList()
                : group.topics();
    }

    private void committed(
            Collection<Lag> groups,
            Map<String, Map<TopicPartition, OffsetAndMetadata>> committed,
            Map<String, Throwable> failed)
            throws InterruptedException {
        Map<String, ListConsumerGroupOffsetsSpec> asked = groups.stream()
                .map(Lag::group)
                .distinct()
                .collect(Collectors.toMap(name -> name, name -> new ListConsumerGroupOffsetsSpec()));
        ListConsumerGroupOffsetsResult result = admin.listConsumerGroupOffsets(asked);
        for (String group : asked.keySet()) {
            try {
                committed.put(group, result.partitionsToOffsetAndMetadata(group).get());
            } catch (ExecutionException e) {
                // a group that nobody has joined yet has committed nothing
                if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                    failed.put(group, cause(e));
                }
            }
        }
    }

    private void describe(Set<String> names, Map<String, TopicDescription> described, Map<String, Throwable> unknown)
            throws InterruptedException {
        Map<String, KafkaFuture<TopicDescription>> asked =
                admin.describeTopics(names).topicNameValues();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : asked.entrySet()) {
            try {
                described.put(topic.getKey(), topic.getValue().get());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    unknown.put(topic.getKey(), cause(e));
                }
            }
        }
    }

    static Throwable cause(ExecutionException e) {
        return Objects.requireNonNullElse(e.getCause(), e);
    }

    private static Topic topic(
            String name,
            Map<String, TopicDescription> described,
            Map<TopicPartition, OffsetAndMetadata> committed,
            Ends ends) {
        TopicDescription description = described.get(name);
        if (description == null) {
            return Topic.missing(name);
        }
        List<Partition> partitions = new ArrayList<>();
        for (TopicPartitionInfo info : description.partitions()) {
            TopicPartition partition = new TopicPartition(name, info.partition());
            OffsetAndMetadata offset = committed.get(partition);
            partitions.add(new Partition(
                    info.partition(),
                    ends.begins().getOrDefault(partition, 0L),
                    ends.end(partition),
                    offset == null ? OptionalLong.empty() : OptionalLong.of(offset.offset())));
        }
        TopicId id = new TopicId(
                description.topicId().getMostSignificantBits(),
                description.topicId().getLeastSignificantBits());
        return new Topic(name, id, partitions);
    }

    /** First and next offsets of partitions, as far as their leaders told them. */
    private record Ends(Map<TopicPartition, Long> begins, Map<TopicPartition, Long> ends) {
        static Ends of(Admin admin, Collection<TopicDescription> topics) throws InterruptedException {
            List<TopicPartition> led = topics.stream()
                    .flatMap(topic -> topic.partitions().stream()
                            .filter(info ->
                                    info.leader() != null && !info.leader().isEmpty())
                            .map(info -> new TopicPartition(topic.name(), info.partition())))
                    .toList();
            ListOffsetsResult latest = asked(admin, led, OffsetSpec.latest());
            ListOffsetsResult earliest = asked(admin, led, OffsetSpec.earliest());
            return new Ends(told(earliest, led), told(latest, led));
        }

        private static ListOffsetsResult asked(Admin admin, List<TopicPartition> partitions, OffsetSpec spec) {
            Map<TopicPartition, OffsetSpec> asked = new LinkedHashMap<>();
            partitions.forEach(partition -> asked.put(partition, spec));
            return admin.listOffsets(asked, COMMITTED);
        }

        private static Map<TopicPartition, Long> told(ListOffsetsResult result, List<TopicPartition> partitions)
                throws InterruptedException {
            Map<TopicPartition, Long> told = new HashMap<>();
            for (TopicPartition partition : partitions) {
                try {
                    told.put(partition, result.partitionResult(partition).get().offset());
                } catch (ExecutionException leaderIsAway) {
                    // this partition is not known, the others are
                }
            }
            return told;
        }

        /** The end of a partition; empty if it or the beginning is not known. */
        OptionalLong end(TopicPartition partition) {
            Long end = ends.get(partition);
            return end == null || !begins.containsKey(partition) ? OptionalLong.empty() : OptionalLong.of(end);
        }
    }
}
