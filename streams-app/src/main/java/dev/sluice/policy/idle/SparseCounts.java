package dev.sluice.policy.idle;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Counters on the wire: how many, then the distance to the next position and its count, all as variable-length numbers. */
final class SparseCounts {
    private SparseCounts() {}

    /** Takes one counter that was read. */
    interface Sink {
        void accept(int position, int count);
    }

    static void write(DataOutput out, int[] positions, int[] counts, int size) throws IOException {
        writeNumber(out, size);
        int last = 0;
        for (int i = 0; i < size; i++) {
            writeNumber(out, positions[i] - last);
            writeNumber(out, counts[i]);
            last = positions[i];
        }
    }

    /** Writes the counters of an array that are not zero. */
    static void write(DataOutput out, int[] counters) throws IOException {
        int[] positions = new int[counters.length];
        int[] counts = new int[counters.length];
        int size = 0;
        for (int i = 0; i < counters.length; i++) {
            if (counters[i] > 0) {
                positions[size] = i;
                counts[size++] = counters[i];
            }
        }
        write(out, positions, counts, size);
    }

    static void read(DataInput in, Sink sink) throws IOException {
        int position = 0;
        for (long left = readNumber(in); left > 0; left--) {
            position += (int) readNumber(in);
            sink.accept(position, (int) readNumber(in));
        }
    }

    /** Seven bits a byte, the lowest first, the high bit set on all but the last. */
    static void writeNumber(DataOutput out, long number) throws IOException {
        long rest = number;
        while (rest > 0x7f) {
            out.writeByte((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    static long readNumber(DataInput in) throws IOException {
        long number = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            byte next = in.readByte();
            number |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return number;
            }
        }
        throw new IOException("a number of more than nine bytes");
    }
}
