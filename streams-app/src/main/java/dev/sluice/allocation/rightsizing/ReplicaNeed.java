package dev.sluice.allocation.rightsizing;

import dev.sluice.policy.Resources;
import dev.sluice.text.Checks;

/**
 * The resources that a replica needs: a fixed part, and a part for each unit per second that it serves. The resource
 * that runs out first determines its capacity.
 *
 * @param fixed to be there at all: a runtime, a model, a cache
 * @param perUnit for each unit per second on top
 */
public record ReplicaNeed(Resources fixed, PerUnit perUnit) implements SizeCapacity {
    /** Resources for one unit per second: cores, bytes, GPUs, bytes of GPU memory; 0 where there is no dependence. */
    public record PerUnit(double cpuCores, double memoryBytes, double gpus, double gpuMemoryBytes) {
        public PerUnit {
            Checks.amount("cpu of a unit", cpuCores);
            Checks.amount("memory of a unit", memoryBytes);
            Checks.amount("gpu of a unit", gpus);
            Checks.amount("gpuMemory of a unit", gpuMemoryBytes);
        }
    }

    /** The resources that a replica uses when it serves {@code units} per second. */
    public Resources at(double units) {
        return new Resources(
                fixed.cpuCores() + units * perUnit.cpuCores(),
                fixed.memoryBytes() + (long) (units * perUnit.memoryBytes()),
                fixed.gpus() + units * perUnit.gpus(),
                fixed.gpuMemoryBytes() + (long) (units * perUnit.gpuMemoryBytes()),
                fixed.storageBytes());
    }

    /** Infinite if nothing is known about what a unit needs. */
    @Override
    public double unitsPerSecond(Resources size) {
        if (!fixed.fitsIn(size)) {
            return 0;
        }
        double byCpu = capacity(size.cpuCores(), fixed.cpuCores(), perUnit.cpuCores());
        double byMemory = capacity((double) size.memoryBytes(), (double) fixed.memoryBytes(), perUnit.memoryBytes());
        double byGpu = capacity(size.gpus(), fixed.gpus(), perUnit.gpus());
        double byGpuMemory =
                capacity((double) size.gpuMemoryBytes(), (double) fixed.gpuMemoryBytes(), perUnit.gpuMemoryBytes());
        return Math.min(Math.min(byCpu, byMemory), Math.min(byGpu, byGpuMemory));
    }

    private static double capacity(double size, double fixed, double each) {
        return each > 0 ? (size - fixed) / each : Double.POSITIVE_INFINITY;
    }
}
