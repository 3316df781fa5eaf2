package dev.sluice.topology.consumer;

import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Records of one partition, next to each other, that Kafka Streams handles as one: they ride in a header of a record that
 * stands for them and has nothing else. No bytes are copied, and no header from outside can be taken for one.
 */
public final class Bundle implements Header {
    private static final String KEY = "sluice.bundle";
    private static final byte[] NO_BYTES = {};
    private static final int NO_SIZE = -1;

    private final List<ConsumerRecord<byte[], byte[]>> records;

    private Bundle(List<ConsumerRecord<byte[], byte[]>> records) {
        this.records = records;
    }

    /**
     * The record that stands for these, of which there is at least one. Its offset is that of the first, because Kafka
     * Streams commits the offset of the record that it would process next.
     */
    @SuppressWarnings("NullAway") // Kafka's records may lack key and value, its constructor does not say so
    public static ConsumerRecord<byte[], byte[]> standIn(List<ConsumerRecord<byte[], byte[]>> records) {
        ConsumerRecord<byte[], byte[]> first = records.get(0);
        int bytes = records.stream()
                .mapToInt(r -> Math.max(0, r.serializedKeySize()) + Math.max(0, r.serializedValueSize()))
                .sum();
        Header[] headers = {new Bundle(records)};
        return new ConsumerRecord<>(
                first.topic(),
                first.partition(),
                first.offset(),
                first.timestamp(),
                first.timestampType(),
                NO_SIZE,
                bytes,
                null,
                null,
                new RecordHeaders(headers),
                first.leaderEpoch());
    }

    /** The records that a record stands for, in order; itself where it stands for none. */
    public static List<ConsumerRecord<byte[], byte[]>> of(Record<byte[], byte[]> record, Optional<RecordMetadata> at) {
        return in(record.headers()).map(bundle -> bundle.records).orElseGet(() -> List.of(single(record, at)));
    }

    private static Optional<Bundle> in(Headers headers) {
        return headers.lastHeader(KEY) instanceof Bundle bundle ? Optional.of(bundle) : Optional.empty();
    }

    private static ConsumerRecord<byte[], byte[]> single(Record<byte[], byte[]> record, Optional<RecordMetadata> at) {
        return new ConsumerRecord<>(
                at.map(RecordMetadata::topic).orElse(""),
                at.map(RecordMetadata::partition).orElse(0),
                at.map(RecordMetadata::offset).orElse(0L),
                record.timestamp(),
                TimestampType.CREATE_TIME,
                NO_SIZE,
                NO_SIZE,
                record.key(),
                record.value(),
                record.headers(),
                Optional.empty());
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public byte[] value() {
        return NO_BYTES;
    }
}
