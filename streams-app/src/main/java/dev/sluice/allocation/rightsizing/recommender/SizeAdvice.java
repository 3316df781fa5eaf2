package dev.sluice.allocation.rightsizing.recommender;

import dev.sluice.policy.Resources;
import dev.sluice.text.NumberText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one replica should get, and the figures behind it.
 *
 * @param target what it should get
 * @param cpu cores
 * @param memory bytes
 * @param gpu GPUs, before rounding to slices
 * @param gpuMemory bytes
 * @param storage bytes
 * @param confidence days of samples behind the bounds
 * @param storageGrowth bytes per second
 * @param storageFullIn time until the storage is full; empty where it does not grow or its limit is not known
 */
public record SizeAdvice(
        Resources target,
        Estimate cpu,
        Estimate memory,
        Estimate gpu,
        Estimate gpuMemory,
        Estimate storage,
        double confidence,
        double storageGrowth,
        Optional<Duration> storageFullIn) {
    private static final long TWO_DAYS = 48;

    public SizeAdvice withTarget(Resources other) {
        return new SizeAdvice(other, cpu, memory, gpu, gpuMemory, storage, confidence, storageGrowth, storageFullIn);
    }

    /** The targets of each resource, before rounding to slices and to what the machine has. */
    public Resources wanted() {
        return new Resources(
                cpu.target(), (long) memory.target(), gpu.target(), (long) gpuMemory.target(), (long) storage.target());
    }

    /** Whether a replica of {@code size} may stay as it is: every resource as advised or within its bounds. */
    public boolean holds(Resources size) {
        return holds(cpu, size.cpuCores(), target.cpuCores())
                && holds(memory, (double) size.memoryBytes(), (double) target.memoryBytes())
                && holds(gpu, size.gpus(), target.gpus())
                && holds(gpuMemory, (double) size.gpuMemoryBytes(), (double) target.gpuMemoryBytes())
                && holds(storage, (double) size.storageBytes(), (double) target.storageBytes());
    }

    // a target may lie outside of the bounds: in whole slices, or at what the machine has
    private static boolean holds(Estimate bounds, double amount, double target) {
        return amount == target || bounds.holds(amount);
    }

    /** Whether a replica of {@code size} lacks what cannot be waited for: memory or storage. */
    public boolean starves(Resources size) {
        return below(memory, (double) size.memoryBytes(), (double) target.memoryBytes())
                || below(gpuMemory, (double) size.gpuMemoryBytes(), (double) target.gpuMemoryBytes())
                || below(storage, (double) size.storageBytes(), (double) target.storageBytes());
    }

    private static boolean below(Estimate bounds, double amount, double target) {
        return amount < Math.min(bounds.lower(), target);
    }

    /** The advice in one sentence; a resource of which nothing is known is left out. */
    public String describe() {
        List<String> parts = new ArrayList<>();
        say(target.cpuCores(), " cores", parts);
        say(mebibytes(target.memoryBytes()), " MiB memory", parts);
        say(target.gpus(), " GPUs", parts);
        say(mebibytes(target.gpuMemoryBytes()), " MiB GPU memory", parts);
        say(mebibytes(target.storageBytes()), " MiB storage", parts);
        storageFullIn.ifPresent(time -> parts.add("storage full in " + words(time)));
        return String.join(", ", parts);
    }

    private static void say(double amount, String what, List<String> parts) {
        if (amount > 0) {
            parts.add(NumberText.of(amount) + what);
        }
    }

    private static double mebibytes(long bytes) {
        return bytes >> 20;
    }

    private static String words(Duration time) {
        return time.toHours() < TWO_DAYS ? time.toHours() + " h" : time.toDays() + " days";
    }
}
