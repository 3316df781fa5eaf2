package dev.sluice.state;

import java.io.OutputStream;
import java.util.Arrays;

/**
 * Bytes that one thread writes to memory: state is written byte by byte, and {@link java.io.ByteArrayOutputStream} takes a
 * lock for each.
 */
public final class MemoryOutput extends OutputStream {
    private byte[] bytes;
    private int size;

    /** Begins with room for so many bytes, at least 1. */
    public MemoryOutput(int room) {
        bytes = new byte[room];
    }

    @Override
    public void write(int b) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * size);
        }
        bytes[size++] = (byte) b;
    }

    @Override
    public void write(byte[] from, int at, int count) {
        if (count > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + count));
        }
        System.arraycopy(from, at, bytes, size, count);
        size += count;
    }

    /** Returns the number of bytes. */
    public int size() {
        return size;
    }

    /** Returns a copy of the bytes. */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** Forgets the bytes. */
    public void reset() {
        size = 0;
    }
}
