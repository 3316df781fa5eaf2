package dev.sluice.state;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The form in which every part of the state rests: a mark, the version of what is inside, its length, the bytes, and a
 * checksum (CRC-32C) of all that. So missing, added and changed bytes are noticed before anything is read, and what was
 * written by another version is known as such.
 *
 * <p>It costs eight bytes. This is the only place that writes and reads the form.
 */
public final class StateEnvelope {
    private static final int MARK = 0xE5;
    private static final int CHECKSUM_BYTES = 4;
    private static final int SHORTEST = 3 + CHECKSUM_BYTES;

    private StateEnvelope() {}

    /**
     * What was in an envelope.
     *
     * @param version of the bytes, from 1
     */
    public record Contents(int version, byte[] bytes) {
        /** The bytes, to be read. */
        public DataInputStream open() {
            return new DataInputStream(new ByteArrayInputStream(bytes));
        }
    }

    /** Puts bytes of a version (1 to 255) into an envelope. */
    public static byte[] seal(int version, byte[] bytes) {
        MemoryOutput sealed = new MemoryOutput(bytes.length + SHORTEST + 4);
        try (DataOutputStream out = new DataOutputStream(sealed)) {
            out.writeByte(MARK);
            out.writeByte(version);
            VarInts.writeCount(bytes.length, out);
            out.write(bytes);
            out.writeInt(checksum(sealed.toByteArray(), sealed.size()));
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot be written", e);
        }
        return sealed.toByteArray();
    }

    /** Takes out what {@link #seal} put in; IOException where the bytes are not what it gave. */
    public static Contents open(byte[] sealed) throws IOException {
        int end = sealed.length - CHECKSUM_BYTES;
        if (sealed.length < SHORTEST || (sealed[0] & 0xFF) != MARK) {
            throw new IOException("no stored state");
        }
        if (ByteBuffer.wrap(sealed).getInt(end) != checksum(sealed, end)) {
            throw new IOException("the checksum does not fit");
        }
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(sealed, 1, end - 1));
        int version = in.readUnsignedByte();
        long length = VarInts.readCount(in);
        if (length != in.available()) {
            throw new IOException("the length does not fit");
        }
        return new Contents(version, in.readAllBytes());
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return (int) checksum.getValue();
    }
}
