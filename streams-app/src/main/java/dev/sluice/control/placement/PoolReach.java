package dev.sluice.control.placement;

import dev.sluice.allocation.Pool;
import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.placement.problem.PlacementProblem;
import dev.sluice.policy.Mode;

/**
 * How many replicas of a pool a service may order: within the pool's limit, what it was granted of it, and what the
 * platform can run.
 *
 * @param problem what has to be placed
 * @param claims what was granted
 */
record PoolReach(PlacementProblem problem, PoolClaims claims) {
    /** Returns the maximum replicas of a pool that could be granted. */
    int reach(PoolOffer offer) {
        int limit = offer.pool().limit();
        return possible(offer, limited(offer) ? claims.reach(offer.pool().name(), limit) : limit);
    }

    /** Returns a number of replicas, or as many of them as the platform can run. */
    private int possible(PoolOffer offer, int replicas) {
        return Math.min(
                replicas,
                problem.fleet().in(offer.pool().name()).limit(problem.at()).orElse(Pool.UNLIMITED));
    }

    /** Returns the maximum replicas of a pool that may be ordered now. */
    int max(PoolOffer offer) {
        int limit = offer.pool().limit();
        return possible(
                offer,
                limited(offer) ? Math.min(limit, claims.granted(offer.pool().name(), ordered(offer))) : limit);
    }

    /** Returns true if replicas of the pool must be claimed; a service in advise mode claims nothing. */
    boolean limited(PoolOffer offer) {
        return offer.pool().limit() < Pool.UNLIMITED && problem.policy().mode() == Mode.ACT;
    }

    private int ordered(PoolOffer offer) {
        return problem.fleet().in(offer.pool().name()).ordered();
    }
}
