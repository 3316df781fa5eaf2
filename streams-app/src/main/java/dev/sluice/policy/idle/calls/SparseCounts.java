package dev.sluice.policy.idle.calls;

import dev.sluice.state.VarInts;
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
        VarInts.writeCount(size, out);
        int last = 0;
        for (int i = 0; i < size; i++) {
            VarInts.writeCount(positions[i] - last, out);
            VarInts.writeCount(counts[i], out);
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
        for (long left = VarInts.readCount(in); left > 0; left--) {
            position += (int) VarInts.readCount(in);
            sink.accept(position, (int) VarInts.readCount(in));
        }
    }
}
