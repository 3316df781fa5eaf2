package dev.sluice.config.record;

import dev.sluice.events.ReplicaSize;
import dev.sluice.policy.Resources;

/** Turns what a replica takes of a machine into its part of a record and back. */
public final class ResourcesCodec {
    private ResourcesCodec() {}

    public static ReplicaSize toRecord(Resources resources) {
        return new ReplicaSize(
                resources.cpuCores(),
                resources.memoryBytes(),
                resources.gpus(),
                resources.gpuMemoryBytes(),
                resources.storageBytes());
    }

    /**
     * The resources of a record.
     *
     * @throws IllegalArgumentException where one of them is below zero or no number
     */
    public static Resources fromRecord(ReplicaSize size) {
        return new Resources(size.getCpu(), size.getMemory(), size.getGpu(), size.getGpuMemory(), size.getStorage());
    }
}
