package dev.sluice.web.model;

import dev.sluice.schemas.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Dead letters by reason and topic, with the newest of each as an example. */
public final class DeadLetterCounts {
    /** Reasons and topics are few; what claims to be more comes from somebody else. */
    private static final int MOST_KINDS = 200;

    private final Map<String, Kind> kinds = new TreeMap<>();

    /**
     * The dead letters of one reason and topic.
     *
     * @param last when the newest was written, epoch ms
     * @param example the newest
     */
    public record Kind(String reason, String topic, long count, long last, Example example) {}

    /** One dead letter: where the record was, of which service, and what is wrong with it. */
    public record Example(String topic, int partition, long offset, String service, String detail) {}

    synchronized void add(ConsumerRecord<byte[], byte[]> record) {
        String reason = text(record, DeadLetter.REASON).orElse("UNKNOWN");
        String topic = text(record, DeadLetter.TOPIC).orElse("");
        String key = reason + ' ' + topic;
        if (kinds.size() >= MOST_KINDS && !kinds.containsKey(key)) {
            return;
        }
        Example example = new Example(
                topic,
                number(record, DeadLetter.PARTITION).intValue(),
                number(record, DeadLetter.OFFSET),
                record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8),
                text(record, DeadLetter.DETAIL).orElse(""));
        kinds.merge(
                key,
                new Kind(reason, topic, 1, record.timestamp(), example),
                (a, b) -> new Kind(reason, topic, a.count() + 1, Math.max(a.last(), b.last()), b.example()));
    }

    /** All kinds, the newest first. */
    public synchronized List<Kind> all() {
        return kinds.values().stream()
                .sorted(Comparator.comparingLong(Kind::last).reversed())
                .toList();
    }

    private static Optional<String> text(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }

    private static Long number(ConsumerRecord<?, ?> record, String name) {
        try {
            return text(record, name).map(Long::valueOf).orElse(-1L);
        } catch (NumberFormatException e) {
            return -1L;
        }
    }
}
