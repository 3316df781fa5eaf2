package dev.sluice.control.rightsizing;

import dev.sluice.allocation.Pool;
import dev.sluice.policy.Resources;
import dev.sluice.policy.SizeTerms;
import java.util.Optional;

/**
 * The bounds from which the resources of a replica are chosen.
 *
 * @param least minimum of each resource
 * @param most maximum of each resource
 */
record ResourceBounds(Resources least, Resources most) {
    private static final Resources UNLIMITED = new Resources(1e9, 1L << 60, 1e9, 1L << 60, 1L << 60);

    /**
     * Returns the bounds in the policy's terms, otherwise the default and what the pool gives a replica; a maximum of 0
     * means no limit.
     */
    static ResourceBounds of(SizeTerms terms, Optional<Pool> pool, Resources byDefault) {
        Resources most = terms.most().or(() -> pool.map(Pool::perReplica)).orElse(Resources.NONE);
        Resources limit = new Resources(
                most.cpuCores() > 0 ? most.cpuCores() : UNLIMITED.cpuCores(),
                most.memoryBytes() > 0 ? most.memoryBytes() : UNLIMITED.memoryBytes(),
                most.gpus() > 0 ? most.gpus() : UNLIMITED.gpus(),
                most.gpuMemoryBytes() > 0 ? most.gpuMemoryBytes() : UNLIMITED.gpuMemoryBytes(),
                most.storageBytes() > 0 ? most.storageBytes() : UNLIMITED.storageBytes());
        return new ResourceBounds(terms.least().orElse(byDefault).min(limit), limit);
    }

    Resources clamp(Resources size) {
        return size.max(least).min(most);
    }

    boolean holds(Resources size) {
        return least.fitsIn(size) && size.fitsIn(most);
    }
}
