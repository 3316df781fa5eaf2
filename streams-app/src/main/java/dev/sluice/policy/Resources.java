package dev.sluice.policy;

import dev.sluice.text.Checks;

/**
 * The resources of one replica.
 *
 * @param cpuCores CPU, cores
 * @param memoryBytes memory, bytes
 * @param gpus GPUs; a fraction is a slice of one
 * @param gpuMemoryBytes GPU memory, bytes
 * @param storageBytes storage, bytes
 */
public record Resources(double cpuCores, long memoryBytes, double gpus, long gpuMemoryBytes, long storageBytes) {
    public static final Resources NONE = new Resources(0, 0, 0, 0, 0);

    public Resources {
        Checks.amount("cpu", cpuCores);
        Checks.amount("memory", (double) memoryBytes);
        Checks.amount("gpu", gpus);
        Checks.amount("gpuMemory", (double) gpuMemoryBytes);
        Checks.amount("storage", (double) storageBytes);
    }

    /** True if every resource fits into {@code room}. */
    public boolean fitsIn(Resources room) {
        return cpuCores <= room.cpuCores
                && memoryBytes <= room.memoryBytes
                && gpus <= room.gpus
                && gpuMemoryBytes <= room.gpuMemoryBytes
                && storageBytes <= room.storageBytes;
    }

    /** The maximum of both, per resource. */
    public Resources max(Resources other) {
        return new Resources(
                Math.max(cpuCores, other.cpuCores),
                Math.max(memoryBytes, other.memoryBytes),
                Math.max(gpus, other.gpus),
                Math.max(gpuMemoryBytes, other.gpuMemoryBytes),
                Math.max(storageBytes, other.storageBytes));
    }

    /** The minimum of both, per resource. */
    public Resources min(Resources other) {
        return new Resources(
                Math.min(cpuCores, other.cpuCores),
                Math.min(memoryBytes, other.memoryBytes),
                Math.min(gpus, other.gpus),
                Math.min(gpuMemoryBytes, other.gpuMemoryBytes),
                Math.min(storageBytes, other.storageBytes));
    }

    /** Each resource times {@code factor}. */
    public Resources times(double factor) {
        return new Resources(
                cpuCores * factor,
                (long) (memoryBytes * factor),
                gpus * factor,
                (long) (gpuMemoryBytes * factor),
                (long) (storageBytes * factor));
    }
}
