package dev.sluice.state;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * A piece within a stored part that has a version of its own and is skipped whole where that cannot be read: what demand
 * has taught may change its form, and the sizes that were commanded beside it are still read.
 */
public final class StateSection {
    private StateSection() {}

    /** Something that writes its state. */
    @FunctionalInterface
    public interface Writer {
        void write(DataOutput out) throws IOException;
    }

    /** Writes a section: version, length, bytes. */
    public static void write(int version, Writer writer, DataOutput out) throws IOException {
        MemoryOutput bytes = new MemoryOutput(256);
        writer.write(new DataOutputStream(bytes));
        out.writeByte(version);
        VarInts.writeCount(bytes.size(), out);
        out.write(bytes.toByteArray());
    }

    /** Reads a section of a part; empty where the part is not read in the version that was written. */
    static Optional<DataInputStream> read(StatePart part, DataInputStream in) throws IOException {
        int written = in.readUnsignedByte();
        long length = VarInts.readCount(in);
        if (length < 0 || length > in.available()) {
            throw new IOException("a section of " + length + " bytes where " + in.available() + " are left");
        }
        byte[] bytes = in.readNBytes((int) length);
        return part.reads(written)
                ? Optional.of(new DataInputStream(new ByteArrayInputStream(bytes)))
                : Optional.empty();
    }
}
