package dev.sluice.executor.history;

import dev.sluice.schemas.StartOffsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads {@code scaling-acks} backwards, one span of time after the other, because the topic is kept for weeks and the last hour
 * tells nearly everything.
 *
 * <p>Example: the hour before the start is read, then the three hours before that, then the twelve before those.
 */
final class AcksLookBack {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int EACH_TIMES = 4;

    private final Consumer<byte[], byte[]> consumer;
    private final BooleanSupplier stopped;
    private final Map<TopicPartition, Long> begins;
    private final Map<TopicPartition, Long> ends;
    private final Map<TopicPartition, Instant> first = new HashMap<>();
    private final Instant start;
    private Map<TopicPartition, Long> readFrom;

    /**
     * @param consumer its assignment is changed by each reading
     * @param start the time of now
     */
    AcksLookBack(Consumer<byte[], byte[]> consumer, List<TopicPartition> acks, Instant start, BooleanSupplier stopped) {
        this.consumer = consumer;
        this.stopped = stopped;
        this.start = start;
        this.begins = consumer.beginningOffsets(acks);
        this.ends = consumer.endOffsets(acks);
        this.readFrom = ends;
    }

    /** Where what came since the start begins. */
    Map<TopicPartition, Long> ends() {
        return Map.copyOf(ends);
    }

    /** True once everything that the topic held was read. */
    boolean isAtBeginning() {
        return readFrom.entrySet().stream().allMatch(from -> from.getValue() <= begins.getOrDefault(from.getKey(), 0L));
    }

    /** The next span to reach back to. */
    static Duration further(Duration span) {
        return span.multipliedBy(EACH_TIMES);
    }

    /** What was written within this time before the start is known already. */
    void skip(Duration span) {
        readFrom = offsets(start.minus(span));
    }

    /** Reads what was written within this time before the start and was not read yet. */
    void read(Duration span, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
        Map<TopicPartition, Long> from = offsets(start.minus(span));
        consumer.assign(from.keySet());
        from.forEach(consumer::seek);
        Map<TopicPartition, Long> until = readFrom;
        while (!stopped.getAsBoolean() && !reached(until)) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                TopicPartition partition = new TopicPartition(record.topic(), record.partition());
                if (record.offset() < until.getOrDefault(partition, 0L)) {
                    first.merge(partition, time(record), AcksLookBack::earlier);
                    each.accept(record);
                }
            }
        }
        readFrom = from;
    }

    private Map<TopicPartition, Long> offsets(Instant since) {
        Map<TopicPartition, Long> from = new HashMap<>(readFrom);
        StartOffsets.since(consumer, readFrom.keySet(), since).forEach((p, offset) -> from.merge(p, offset, Math::min));
        return from;
    }

    private boolean reached(Map<TopicPartition, Long> until) {
        return until.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private static Instant time(ConsumerRecord<byte[], byte[]> record) {
        return Instant.ofEpochMilli(Math.max(0, record.timestamp()));
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    /** From when on all acknowledgements were read, after those of this span; {@link Instant#EPOCH}: all there ever were. */
    Instant completeSince(Duration span) {
        return readFrom.keySet().stream()
                .map(partition -> completeSince(partition, start.minus(span)))
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }

    private Instant completeSince(TopicPartition partition, Instant since) {
        long from = readFrom.getOrDefault(partition, 0L);
        if (from > begins.getOrDefault(partition, 0L)) {
            return since;
        }
        // retention deletes the oldest: what was before the first one that is left is not known
        return from == 0 ? Instant.EPOCH : first.getOrDefault(partition, start);
    }
}
