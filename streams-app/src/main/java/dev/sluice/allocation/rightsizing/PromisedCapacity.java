package dev.sluice.allocation.rightsizing;

import dev.sluice.policy.Resources;
import java.util.Optional;

/**
 * Derives the capacity of other sizes from the known capacity of one, within the service's objective.
 *
 * <p>A smaller replica serves as much until a resource runs out. A larger one serves more only if a resource limits
 * the known one: waiting for a lock or a neighbor does not improve with more cores.
 *
 * @param need what a replica uses
 * @param margin share of a size that is kept free on top of that
 * @param perReplica units per second that a replica of the known size serves, above 0
 * @param known that size; empty: not known, and none is taken to serve more
 */
public record PromisedCapacity(ReplicaNeed need, double margin, double perReplica, Optional<Resources> known)
        implements SizeCapacity {
    /** A resource holds back where it would carry at most so many times what is served. */
    private static final double HELD_BACK = 1.5;

    @Override
    public double unitsPerSecond(Resources size) {
        double carried = carried(size);
        double byKnown = known.map(this::carried).orElse(Double.POSITIVE_INFINITY);
        if (!(byKnown > 0)) {
            // it serves what its measured need says it cannot: the need is not understood
            return carried > 0 ? perReplica : 0;
        }
        if (byKnown <= perReplica) {
            return perReplica * (carried / byKnown);
        }
        boolean heldBack = byKnown <= HELD_BACK * perReplica;
        double most = heldBack ? perReplica * Math.max(1, carried / byKnown) : perReplica;
        return Math.min(carried, most);
    }

    private double carried(Resources size) {
        return need.unitsPerSecond(size.times(1 / (1 + margin)));
    }
}
