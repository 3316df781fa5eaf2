package dev.sluice.control.window;

import dev.sluice.demand.LatencyHistogram;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The stored form of a latency histogram: counts as variable-length numbers; an empty histogram takes one byte. */
final class LatencyHistogramCodec {
    private static final byte NONE = Byte.MIN_VALUE;

    private LatencyHistogramCodec() {}

    static void write(LatencyHistogram h, DataOutput out) throws IOException {
        if (h.total() == 0) {
            out.writeByte(NONE);
            return;
        }
        out.writeByte(h.scale());
        VarInts.writeCount(h.zeroCount(), out);
        out.writeInt(h.offset());
        out.writeShort(h.counts().length);
        for (long count : h.counts()) {
            VarInts.writeCount(count, out);
        }
    }

    static LatencyHistogram read(DataInput in) throws IOException {
        byte scale = in.readByte();
        if (scale == NONE) {
            return LatencyHistogram.empty();
        }
        long zero = VarInts.readCount(in);
        int offset = in.readInt();
        long[] counts = new long[in.readShort()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = VarInts.readCount(in);
        }
        return new LatencyHistogram(scale, zero, offset, counts);
    }
}
