package dev.sluice.control.placement;

import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;

/** Replicas of each pool, as they are stored. */
final class StoredCounts {
    private StoredCounts() {}

    static void write(Map<String, Integer> replicas, DataOutput out) throws IOException {
        VarInts.writeCount(replicas.size(), out);
        for (Map.Entry<String, Integer> pool : replicas.entrySet()) {
            out.writeUTF(pool.getKey());
            out.writeInt(pool.getValue());
        }
    }

    /** Reads into {@code replicas}, which holds nothing else then. */
    static void read(Map<String, Integer> replicas, DataInput in) throws IOException {
        replicas.clear();
        for (long left = VarInts.readCount(in); left > 0; left--) {
            replicas.put(in.readUTF(), in.readInt());
        }
    }
}
