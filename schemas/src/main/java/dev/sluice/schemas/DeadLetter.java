package dev.sluice.schemas;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Why and where from a record went to {@code dead-letters}: written to its headers as UTF-8 text. The record's own key,
 * value and headers stay as they were, unless the broker would not take them all: then they are cut, and the headers
 * {@link #KEY_BYTES}, {@link #VALUE_BYTES} and {@link #DROPPED_HEADERS} say what there was.
 *
 * @param detail one sentence for people, cut to 1,000 characters
 * @param topic where the record was
 */
public record DeadLetter(Reason reason, String detail, String topic, int partition, long offset) {
    public static final String REASON = "sluice.reason";
    public static final String DETAIL = "sluice.detail";
    public static final String TOPIC = "sluice.topic";
    public static final String PARTITION = "sluice.partition";
    public static final String OFFSET = "sluice.offset";

    /** Bytes of the whole key; present where the key was cut. */
    public static final String KEY_BYTES = "sluice.key.bytes";

    /** Bytes of the whole value; present where the value was cut. */
    public static final String VALUE_BYTES = "sluice.value.bytes";

    /** Number of the record's own headers that were left out; present where some were. */
    public static final String DROPPED_HEADERS = "sluice.headers.dropped";

    /**
     * Bytes of the largest dead letter where nobody says otherwise: below the defaults of {@code max.request.size}
     * (1,048,576) and {@code message.max.bytes} (1,048,588).
     */
    public static final int MAX_BYTES = 1_048_576;

    /** What Kafka adds to a record and its batch, and the headers that say what was cut. */
    private static final int OVERHEAD_BYTES = 512;

    /** What a header has beside its name and value. */
    private static final int HEADER_OVERHEAD_BYTES = 10;

    private static final int DETAIL_CHARACTERS = 1000;

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
        /** The record is not in the partition where Java's client puts its key ({@link KeyPartition}). */
        WRONG_PARTITION,
        /** A value that cannot be: negative, not a number, an interval that ends before it begins, a far future. */
        IMPOSSIBLE_VALUE,
        /** A report for windows that have closed. */
        LATE,
        /** A report that was used already: it was delivered twice. */
        DUPLICATE,
        /** The registry could not be asked about the schema id: the record may be good, and can be sent again. */
        REGISTRY_UNAVAILABLE,
        /** An answer to a command of a service of which nothing is known. */
        UNKNOWN_SERVICE,
        /** A report of one more service without a policy than are kept. */
        TOO_MANY_SERVICES,
        /** An error while the record was handled, which is a fault of Sluice's; nothing of the record was used. */
        FAILED
    }

    public DeadLetter {
        detail = ShortText.beginning(detail, DETAIL_CHARACTERS);
    }

    /** The reason that an error of {@link AvroDeserializer} stands for. */
    public static Reason reasonOf(KafkaException error) {
        if (error instanceof RegistryUnavailableException) {
            return Reason.REGISTRY_UNAVAILABLE;
        }
        return error instanceof UnknownSchemaException ? Reason.UNKNOWN_SCHEMA : Reason.UNREADABLE;
    }

    /** A dead letter as it is sent: what fits of the record, and all headers. */
    public record Content(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {}

    /** What is sent of a record, at most {@code maxBytes} with all that Kafka adds. */
    public Content content(byte @Nullable [] key, byte @Nullable [] value, Headers own, int maxBytes) {
        RecordHeaders headers = describe();
        int room = Math.max(0, maxBytes - OVERHEAD_BYTES - bytes(headers));
        if ((long) length(key) + length(value) + bytes(own) <= room) {
            return new Content(key, value, joined(own, headers));
        }
        byte[] shortKey = cut(key, room / 4, KEY_BYTES, headers);
        RecordHeaders kept = fitting(own, room / 4, headers);
        byte[] shortValue = cut(value, room - length(shortKey) - bytes(kept), VALUE_BYTES, headers);
        return new Content(shortKey, shortValue, joined(kept, headers));
    }

    private RecordHeaders describe() {
        RecordHeaders headers = new RecordHeaders();
        headers.add(REASON, utf8(reason.name()));
        headers.add(DETAIL, utf8(detail));
        headers.add(TOPIC, utf8(topic));
        headers.add(PARTITION, utf8(Integer.toString(partition)));
        headers.add(OFFSET, utf8(Long.toString(offset)));
        return headers;
    }

    private static byte @Nullable [] cut(byte @Nullable [] bytes, int most, String sizeHeader, Headers headers) {
        if (bytes == null || bytes.length <= most) {
            return bytes;
        }
        headers.add(sizeHeader, utf8(Integer.toString(bytes.length)));
        return Arrays.copyOf(bytes, most);
    }

    private static RecordHeaders fitting(Headers own, int most, Headers said) {
        RecordHeaders kept = new RecordHeaders();
        int used = 0;
        int dropped = 0;
        for (Header header : own) {
            int bytes = bytes(header);
            if (bytes <= most - used) {
                kept.add(header);
                used += bytes;
            } else {
                dropped++;
            }
        }
        if (dropped > 0) {
            said.add(DROPPED_HEADERS, utf8(Integer.toString(dropped)));
        }
        return kept;
    }

    private static Headers joined(Headers own, Headers said) {
        RecordHeaders all = new RecordHeaders(own);
        said.forEach(all::add);
        return all;
    }

    private static int bytes(Headers headers) {
        int sum = 0;
        for (Header header : headers) {
            sum += bytes(header);
        }
        return sum;
    }

    private static int bytes(Header header) {
        // a character takes at most three bytes in UTF-8
        return HEADER_OVERHEAD_BYTES + 3 * header.key().length() + length(header.value());
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    /** The largest request of a producer with these settings, where that is below {@link #MAX_BYTES}. */
    public static int maxBytes(Map<String, ?> settings) {
        Object size = settings.get("max.request.size");
        try {
            return size == null
                    ? MAX_BYTES
                    : Math.min(MAX_BYTES, Integer.parseInt(size.toString().strip()));
        } catch (NumberFormatException e) {
            return MAX_BYTES;
        }
    }

    /** The record for {@code dead-letters}, at most this large. */
    public ProducerRecord<byte[], byte[]> record(
            Topics topics, byte @Nullable [] key, byte @Nullable [] value, Headers own, int maxBytes) {
        Content content = content(key, value, own, maxBytes);
        return new ProducerRecord<>(
                topics.name(Topic.DEAD_LETTERS), null, null, content.key(), content.value(), content.headers());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
