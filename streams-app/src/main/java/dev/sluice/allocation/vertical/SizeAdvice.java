package dev.sluice.allocation.vertical;

import dev.sluice.policy.Resources;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What one replica should get, and the figures behind it.
 *
 * @param target what it should get
 * @param cpu cores
 * @param memory bytes
 * @param gpu GPUs, before rounding to slices
 * @param gpuMemory bytes
 * @param confidence days of samples behind the bounds
 * @param storageGrowth bytes a second
 * @param storageFullIn time until the storage is full; empty where it does not grow or its limit is not known
 */
public record SizeAdvice(
        Resources target,
        Estimate cpu,
        Estimate memory,
        Estimate gpu,
        Estimate gpuMemory,
        double confidence,
        double storageGrowth,
        Optional<Duration> storageFullIn) {

    /** Whether a replica of {@code size} may stay as it is: every resource within its bounds. */
    public boolean holds(Resources size) {
        return cpu.holds(size.cpuCores())
                && memory.holds((double) size.memoryBytes())
                && gpu.holds(size.gpus())
                && gpuMemory.holds((double) size.gpuMemoryBytes())
                && size.storageBytes() >= target.storageBytes();
    }

    /** The advice in one sentence. */
    public String said() {
        String size = String.format(
                Locale.ROOT,
                "%.3f cores, %d MiB, %.2f GPUs with %d MiB, %d MiB storage",
                target.cpuCores(),
                target.memoryBytes() >> 20,
                target.gpus(),
                target.gpuMemoryBytes() >> 20,
                target.storageBytes() >> 20);
        return size
                + storageFullIn
                        .map(time -> ", storage full in " + time.toHours() + " h")
                        .orElse("");
    }
}
