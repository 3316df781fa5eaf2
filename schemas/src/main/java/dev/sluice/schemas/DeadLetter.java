package dev.sluice.schemas;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Why and where from a record went to {@code dead-letters}: written to its headers as UTF-8 text, the record's own key,
 * value and headers stay as they were.
 *
 * @param detail one sentence for people
 * @param topic where the record was
 */
public record DeadLetter(Reason reason, String detail, String topic, int partition, long offset) {
    public static final String REASON = "sluice.reason";
    public static final String DETAIL = "sluice.detail";
    public static final String TOPIC = "sluice.topic";
    public static final String PARTITION = "sluice.partition";
    public static final String OFFSET = "sluice.offset";

    /** Why a record cannot be used. */
    public enum Reason {
        /** The bytes are no record of the topic's kind. */
        UNREADABLE,
        /** The registry does not know the schema id. */
        UNKNOWN_SCHEMA,
        /** The record has no key. */
        NULL_KEY,
        /** The key is not the service that the value names. */
        KEY_IS_NOT_SERVICE,
        /** A value that cannot be: negative, not a number, an interval that ends before it begins, a far future. */
        IMPOSSIBLE_VALUE,
        /** A report for windows that have closed. */
        LATE
    }

    /** The reason that an error of {@link AvroDeserializer} stands for. */
    public static Reason reasonOf(SerializationException error) {
        return error instanceof UnknownSchemaException ? Reason.UNKNOWN_SCHEMA : Reason.UNREADABLE;
    }

    /** The record's own headers and those of the dead letter. */
    public Headers headers(Headers own) {
        Headers headers = new RecordHeaders(own);
        headers.add(REASON, utf8(reason.name()));
        headers.add(DETAIL, utf8(detail));
        headers.add(TOPIC, utf8(topic));
        headers.add(PARTITION, utf8(Integer.toString(partition)));
        headers.add(OFFSET, utf8(Long.toString(offset)));
        return headers;
    }

    /** The record for {@code dead-letters}. */
    public ProducerRecord<byte[], byte[]> record(
            Topics topics, byte @Nullable [] key, byte @Nullable [] value, Headers own) {
        return new ProducerRecord<>(topics.name(Topic.DEAD_LETTERS), null, null, key, value, headers(own));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
