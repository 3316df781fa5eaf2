package dev.sluice.control;

import dev.sluice.forecast.LatencyHistogram;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The state form of a latency histogram: counts as variable-length numbers, an empty one in a single byte. */
final class Histograms {
    private static final byte NONE = Byte.MIN_VALUE;

    private Histograms() {}

    static void write(LatencyHistogram h, DataOutput out) throws IOException {
        if (h.total() == 0) {
            out.writeByte(NONE);
            return;
        }
        out.writeByte(h.scale());
        writeCount(h.zeroCount(), out);
        out.writeInt(h.offset());
        out.writeShort(h.counts().length);
        for (long count : h.counts()) {
            writeCount(count, out);
        }
    }

    static LatencyHistogram read(DataInput in) throws IOException {
        byte scale = in.readByte();
        if (scale == NONE) {
            return LatencyHistogram.empty();
        }
        long zero = readCount(in);
        int offset = in.readInt();
        long[] counts = new long[in.readShort()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = readCount(in);
        }
        return new LatencyHistogram(scale, zero, offset, counts);
    }

    private static void writeCount(long count, DataOutput out) throws IOException {
        long rest = count;
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    private static long readCount(DataInput in) throws IOException {
        long count = 0;
        int shift = 0;
        byte b = in.readByte();
        while (b < 0) {
            count |= (long) (b & 0x7F) << shift;
            shift += 7;
            b = in.readByte();
        }
        return count | (long) b << shift;
    }
}
