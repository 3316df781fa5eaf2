package dev.sluice.ingest.stream;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;

/**
 * Reads values as they are, and of those that are too long only the beginning. A batch of a megabyte may hold gigabytes once it is
 * decompressed, and a poll brings many records of it.
 */
final class BoundedMessages implements Deserializer<byte[]> {
    /** The longest message that is read, bytes: four times what Kafka takes by default. */
    static final int MOST_BYTES = 4 << 20;

    /** What is kept of a longer one, bytes. */
    private static final int BEGINNING = 1024;

    /** No message begins so: in protobuf no field has the number 0, and it is no JSON. */
    private static final byte CUT = 0;

    private static final int HEAD = 1 + Integer.BYTES;

    /**
     * The beginning of a message that was too long.
     *
     * @param bytes length of the whole
     */
    record TooLong(int bytes, byte[] beginning) {
        static Optional<TooLong> of(byte[] value) {
            if (value.length != HEAD + BEGINNING || value[0] != CUT) {
                return Optional.empty();
            }
            ByteBuffer read = ByteBuffer.wrap(value, 1, Integer.BYTES + BEGINNING);
            int whole = read.getInt();
            byte[] beginning = new byte[BEGINNING];
            read.get(beginning);
            return whole > MOST_BYTES ? Optional.of(new TooLong(whole, beginning)) : Optional.empty();
        }
    }

    @Override
    public byte[] deserialize(String topic, byte[] bytes) {
        return bytes;
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka's interface says nothing of null; its contract has it for tombstones
    public byte[] deserialize(String topic, Headers headers, ByteBuffer data) {
        if (data == null || data.remaining() <= MOST_BYTES) {
            return Utils.toNullableArray(data);
        }
        return ByteBuffer.allocate(HEAD + BEGINNING)
                .put(CUT)
                .putInt(data.remaining())
                .put(Utils.toArray(data, BEGINNING))
                .array();
    }
}
