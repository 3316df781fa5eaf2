package dev.sluice.topology.consumer;

import dev.sluice.config.record.check.Limits;
import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;

/**
 * Reads bytes as they are, and never more of them than memory has room for. A value that is longer than {@link Limits#VALUE_BYTES}
 * becomes a dead letter whatever it holds. A batch of a megabyte, once decompressed, may hold a thousand such values, and all of them
 * come with one poll. So only so many bytes of them are kept whole in one poll; of the others, the beginning is.
 *
 * <p>Kafka says how long the value was: {@code ConsumerRecord.serializedValueSize()}.
 */
public final class BoundedBytes implements Deserializer<byte[]> {
    /** What is kept of those for which there is no room, bytes. */
    public static final int BEGINNING = 1024;

    private final int whole;
    private int left;

    /** Keeps over-long values whole up to so many bytes in all, until the next poll. */
    public BoundedBytes(int whole) {
        this.whole = whole;
        this.left = whole;
    }

    /** Another poll begins. */
    void nextPoll() {
        left = whole;
    }

    @Override
    public byte[] deserialize(String topic, byte[] bytes) {
        return bytes;
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's interface says nothing of null; its contract has it for tombstones
    public byte[] deserialize(String topic, Headers headers, ByteBuffer data) {
        if (data == null || data.remaining() <= Limits.VALUE_BYTES) {
            return Utils.toNullableArray(data);
        }
        if (data.remaining() <= left) {
            left -= data.remaining();
            return Utils.toArray(data);
        }
        return Utils.toArray(data, BEGINNING);
    }
}
