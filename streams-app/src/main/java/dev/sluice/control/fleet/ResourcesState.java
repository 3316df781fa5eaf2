package dev.sluice.control.fleet;

import dev.sluice.policy.Resources;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/** Writes and reads the resources of one replica as part of the stored state. */
public final class ResourcesState {
    private ResourcesState() {}

    public static void write(Optional<Resources> resources, DataOutput out) throws IOException {
        out.writeBoolean(resources.isPresent());
        if (resources.isPresent()) {
            Resources r = resources.get();
            VarInts.write(r.cpuCores(), out);
            VarInts.writeCount(r.memoryBytes(), out);
            VarInts.write(r.gpus(), out);
            VarInts.writeCount(r.gpuMemoryBytes(), out);
            VarInts.writeCount(r.storageBytes(), out);
        }
    }

    public static Optional<Resources> read(DataInput in) throws IOException {
        return in.readBoolean()
                ? Optional.of(new Resources(
                        VarInts.read(in),
                        VarInts.readCount(in),
                        VarInts.read(in),
                        VarInts.readCount(in),
                        VarInts.readCount(in)))
                : Optional.empty();
    }
}
