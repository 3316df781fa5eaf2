package dev.sluice.topology.consumer;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/**
 * Records that a partition holds and that nobody may read yet, because a transaction before them is open. The lag of a
 * reader of committed records does not count them, so the brokers are asked twice a second how far their logs really reach.
 *
 * <p>Example: a writer of reports is killed in the middle of a transaction. The broker aborts it ten seconds later. Until
 * then, no report of the partition can be read, from whomever it is, though nobody has fallen silent.
 *
 * <p>Used by one thread.
 */
final class HiddenRecords {
    private static final long BETWEEN_MS = 500;
    /** Brokers end a transaction after a quarter of an hour at the latest: one that hangs longer holds up nothing more. */
    private static final long LONGEST_MS = Duration.ofMinutes(16).toMillis();

    private final Function<Collection<TopicPartition>, Map<TopicPartition, KafkaFuture<Long>>> ends;
    private Map<TopicPartition, KafkaFuture<Long>> asked = Map.of();
    private long askedAt = Long.MIN_VALUE;
    private final Map<TopicPartition, Long> known = new HashMap<>();
    private final Map<TopicPartition, Held> held = new HashMap<>();

    /** Where reading stands still, and since when, ms. */
    private record Held(long position, long since) {}

    /** @param ends asks the brokers for the ends of the logs of partitions, open transactions included */
    HiddenRecords(Function<Collection<TopicPartition>, Map<TopicPartition, KafkaFuture<Long>>> ends) {
        this.ends = ends;
    }

    /** Takes in what the brokers have answered, and asks again about these partitions when it is time. */
    void look(Collection<TopicPartition> partitions, long now) {
        asked.forEach((partition, end) -> answer(end).ifPresent(offset -> known.put(partition, offset)));
        known.keySet().retainAll(partitions);
        held.keySet().retainAll(partitions);
        if (now - BETWEEN_MS >= askedAt && !partitions.isEmpty()) {
            askedAt = now;
            asked = ends.apply(partitions);
        }
    }

    private static OptionalLong answer(KafkaFuture<Long> end) {
        try {
            return end.isDone() ? OptionalLong.of(end.get()) : OptionalLong.empty();
        } catch (ExecutionException notNow) {
            return OptionalLong.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalLong.empty();
        }
    }

    /** Returns true if a reader that has read all it may, up to {@code position}, is kept from reading more. */
    boolean isBefore(TopicPartition partition, long position, long now) {
        Long end = known.get(partition);
        if (end == null || position >= end) {
            held.remove(partition);
            return false;
        }
        Held one = held.merge(
                partition, new Held(position, now), (before, next) -> before.position() == position ? before : next);
        return now - one.since() < LONGEST_MS;
    }
}
