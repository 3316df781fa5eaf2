package dev.sluice.ingest.lag;

import dev.sluice.demand.GroupLag;
import dev.sluice.events.ConsumerGroupLag;
import dev.sluice.events.PartitionLag;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.ingest.lag.GroupReading.Partition;
import dev.sluice.ingest.lag.GroupReading.Topic;
import dev.sluice.ingest.lag.GroupReading.TopicId;
import dev.sluice.ingest.lag.PartitionState.Growth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one consumer group: each reading of it becomes the report of the time since the reading before. Kept
 * by the process that owns the service, so a reading that comes twice counts once.
 *
 * <p><b>What counts.</b> The growth of the end offsets is what arrived. The distance from the committed offsets to them is
 * what waits. The first reading only says where counting begins.
 *
 * <ul>
 *   <li>A partition without a committed offset: only what arrived since it was first seen waits. Whether the group will
 *       read older records is its own affair ({@code auto.offset.reset}). If no partition has one and there are records,
 *       one record waits at least, so that a service at zero starts a replica, which commits.
 *   <li>A partition that no broker tells of: what was last known of it is held. If that holds for all, nothing is reported.
 *   <li>A topic that is missing has no partitions. When it comes, all of its records have arrived since.
 *   <li>A topic that was created anew (it has another id) and partitions that were added: the same. What was committed for
 *       the topic before does not count.
 *   <li>Committed offsets that are set back: more waits, nothing arrived.
 * </ul>
 */
final class GroupState {
    private static final long LONGEST_MS = Duration.ofDays(1).toMillis();

    /** Topics by name; the id is that of the partitions. */
    final Map<String, TopicState> topics = new TreeMap<>();
    /** Time of the last reading, ms; 0 before the first. */
    long reportedTo;
    /** When it was last heard of by the wall clock, ms. */
    long heard;

    /** What is known of a topic; without partitions it is missing. */
    record TopicState(TopicId id, TreeMap<Integer, PartitionState> partitions) {}

    /** Takes a reading; gives the report of the time since the one before. Empty for the first, and for repetitions. */
    Optional<RequestRateEvent> take(GroupReading reading, long wall) {
        heard = wall;
        if (reading.time() <= reportedTo) {
            return Optional.empty();
        }
        if (isSilent(reading)) {
            // a topic that is not there yet brings all of its records when it comes
            reading.topics().stream()
                    .filter(Topic::isMissing)
                    .forEach(topic -> topics.putIfAbsent(topic.name(), new TopicState(topic.id(), new TreeMap<>())));
            return Optional.empty();
        }
        long since = reportedTo == 0 ? 0 : reading.time() - reportedTo;
        long arrived = 0;
        long read = 0;
        List<String> named = reading.topics().stream().map(Topic::name).toList();
        topics.keySet().retainAll(named);
        for (Topic topic : reading.topics()) {
            Growth growth = take(topic, reading.time(), since);
            arrived += growth.arrived();
            read += growth.read();
        }
        long from = Math.max(reportedTo, reading.time() - LONGEST_MS);
        reportedTo = reading.time();
        return since == 0 ? Optional.empty() : Optional.of(event(reading, from, arrived, read));
    }

    /** True if the brokers told nothing: that is not the same as nothing that waits. */
    private static boolean isSilent(GroupReading reading) {
        return reading.topics().stream()
                .flatMap(topic -> topic.partitions().stream())
                .noneMatch(partition -> partition.end().isPresent());
    }

    private Growth take(Topic topic, long time, long since) {
        TopicState before = topics.get(topic.name());
        boolean same = before != null && (topic.isMissing() || before.id().equals(topic.id()));
        TopicState now =
                before != null && same && !topic.isMissing() ? before : new TopicState(topic.id(), new TreeMap<>());
        topics.put(topic.name(), now);
        now.partitions()
                .keySet()
                .retainAll(topic.partitions().stream().map(Partition::number).toList());
        long arrived = 0;
        long read = 0;
        for (Partition partition : topic.partitions()) {
            PartitionState known = now.partitions().get(partition.number());
            if (known != null) {
                Growth growth = known.take(partition, time, since);
                arrived += growth.arrived();
                read += growth.read();
            } else {
                boolean isNew = before != null && partition.end().isPresent();
                OptionalLong gone = same ? OptionalLong.empty() : committed(before, partition.number());
                now.partitions().put(partition.number(), new PartitionState(partition, isNew, gone, time));
                arrived += isNew ? partition.end().getAsLong() - partition.begin() : 0;
            }
        }
        return new Growth(arrived, read);
    }

    private static OptionalLong committed(@Nullable TopicState before, int partition) {
        PartitionState known = before == null ? null : before.partitions().get(partition);
        return known == null ? OptionalLong.empty() : known.committed();
    }

    private RequestRateEvent event(GroupReading reading, long from, long arrived, long read) {
        List<PartitionState> all = partitions();
        long time = reading.time();
        long waiting = all.stream().mapToLong(partition -> partition.lag(time)).sum();
        return RequestRateEvent.newBuilder()
                .setService(reading.service())
                .setInstance(reading.group())
                .setFrom(Instant.ofEpochMilli(from))
                .setTo(Instant.ofEpochMilli(time))
                .setRequests(arrived)
                .setCompleted(read)
                .setQueueDepth(isUnread(all) ? Math.max(1, waiting) : waiting)
                .setLag(lag(reading, all, time))
                .build();
    }

    /** True if there are records, and nothing tells that the group has read any. */
    private static boolean isUnread(List<PartitionState> all) {
        return all.stream().noneMatch(PartitionState::isCommitted)
                && all.stream().anyMatch(PartitionState::holdsRecords);
    }

    private static int uncommitted(List<PartitionState> all, int partitions) {
        return isUnread(all)
                ? partitions
                : Math.toIntExact(all.stream()
                        .filter(partition -> !partition.isCommitted() && partition.holdsRecords())
                        .count());
    }

    private List<PartitionState> partitions() {
        return topics.values().stream()
                .flatMap(topic -> topic.partitions().values().stream())
                .toList();
    }

    private ConsumerGroupLag lag(GroupReading reading, List<PartitionState> all, long time) {
        boolean moves = all.stream().anyMatch(partition -> partition.hasMoved(time));
        boolean waits = all.stream().anyMatch(partition -> partition.lag(time) > 0);
        List<PartitionState> stuck = all.stream()
                .filter(partition -> moves && partition.isStill(time))
                .toList();
        int partitions = reading.topics().stream()
                .mapToInt(topic -> topic.partitions().size())
                .sum();
        int known = Math.toIntExact(all.stream().filter(PartitionState::isKnown).count());
        return ConsumerGroupLag.newBuilder()
                .setGroup(reading.group())
                .setPartitions(partitions)
                .setUnknownPartitions(partitions - known)
                .setUncommittedPartitions(uncommitted(all, partitions))
                .setReading(moves || !waits)
                .setStuckPartitions(stuck.size())
                .setStuckLag(stuck.stream()
                        .mapToLong(partition -> partition.lag(time))
                        .sum())
                .setLargest(largest(moves, time))
                .build();
    }

    private List<PartitionLag> largest(boolean moves, long time) {
        List<PartitionLag> all = new ArrayList<>();
        topics.forEach((name, topic) -> topic.partitions()
                .forEach((number, partition) -> all.add(new PartitionLag(
                        name, number, partition.lag(time), partition.arrivals(), moves && partition.isStill(time)))));
        return all.stream()
                .filter(partition -> partition.getLag() > 0 || partition.getArrivals() > 0)
                .sorted(Comparator.comparingLong(PartitionLag::getLag).reversed())
                .limit(GroupLag.MOST_LARGEST)
                .toList();
    }
}
