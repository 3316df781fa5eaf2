package dev.sluice.allocation.rightsizing;

import dev.sluice.policy.Resources;
import dev.sluice.text.Checks;

/**
 * Prices of resources an hour, in the currency of the price list.
 *
 * @param core one core
 * @param memoryGib one GiB of memory
 * @param gpu one GPU
 * @param gpuMemoryGib one GiB of GPU memory; 0 where it comes with the GPU
 * @param storageGib one GiB of storage
 */
public record ResourcePrice(double core, double memoryGib, double gpu, double gpuMemoryGib, double storageGib)
        implements SizePrice {
    private static final double GIB = 1L << 30;

    public ResourcePrice {
        Checks.amount("price of a core", core);
        Checks.amount("price of memory", memoryGib);
        Checks.amount("price of a GPU", gpu);
        Checks.amount("price of GPU memory", gpuMemoryGib);
        Checks.amount("price of storage", storageGib);
    }

    @Override
    public double of(Resources size) {
        return size.cpuCores() * core
                + size.memoryBytes() / GIB * memoryGib
                + size.gpus() * gpu
                + size.gpuMemoryBytes() / GIB * gpuMemoryGib
                + size.storageBytes() / GIB * storageGib;
    }
}
