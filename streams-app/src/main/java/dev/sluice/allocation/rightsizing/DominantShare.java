package dev.sluice.allocation.rightsizing;

import dev.sluice.allocation.Pool;
import dev.sluice.policy.Resources;
import java.util.Optional;

/**
 * The price of a part of a machine: the machine's, times the largest share of any of its resources that the part takes,
 * for what is left beside it is of no use to others (dominant share, Ghodsi et al., NSDI 2011).
 *
 * @param machine what the price is for; 0 for a resource that is not counted
 * @param pricePerHour price of the machine for an hour
 */
public record DominantShare(Resources machine, double pricePerHour) implements SizePrice {
    /** Every replica costs something to place, watch and route to. */
    private static final double LEAST = 1 / 32.0;

    /** By the size and the price of what {@code pool} gives one replica; empty where it has none of both. */
    public static Optional<SizePrice> of(Pool pool) {
        Resources machine = pool.perReplica();
        boolean counted = !machine.equals(Resources.NONE) && pool.pricePerHour() > 0;
        return counted ? Optional.of(new DominantShare(machine, pool.pricePerHour())) : Optional.empty();
    }

    @Override
    public double of(Resources size) {
        double share = LEAST;
        share = Math.max(share, part(size.cpuCores(), machine.cpuCores()));
        share = Math.max(share, part((double) size.memoryBytes(), (double) machine.memoryBytes()));
        share = Math.max(share, part(size.gpus(), machine.gpus()));
        share = Math.max(share, part((double) size.gpuMemoryBytes(), (double) machine.gpuMemoryBytes()));
        share = Math.max(share, part((double) size.storageBytes(), (double) machine.storageBytes()));
        return share * pricePerHour;
    }

    private static double part(double size, double whole) {
        return whole > 0 ? size / whole : 0;
    }
}
