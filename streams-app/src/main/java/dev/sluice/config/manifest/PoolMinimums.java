package dev.sluice.config.manifest;

import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.text.NumberText;
import java.util.List;
import java.util.Optional;

/** The minimums of services that are declared together, beside the limits of the pools that they share. */
public final class PoolMinimums {
    private PoolMinimums() {}

    /** Why not all services can have their minimums in a pool; empty if they can, or for something that is no pool. */
    public static Optional<String> note(Manifest manifest, List<Manifest> beside) {
        if (!(manifest instanceof Manifest.OfPool of)) {
            return Optional.empty();
        }
        long minimums = beside.stream()
                .filter(Manifest.OfService.class::isInstance)
                .mapToLong(service -> minimum(((Manifest.OfService) service).policy(), of.name()))
                .sum();
        int limit = of.pool().limit();
        return minimums > limit
                ? Optional.of("limit " + NumberText.exactly(limit) + " is less than the minimums of its services, "
                        + NumberText.exactly((double) minimums) + " together")
                : Optional.empty();
    }

    /** The replicas that a service always needs there: of its only pool, all. */
    private static int minimum(ScalingPolicy policy, String pool) {
        List<PoolTerms> terms = policy.placement().pools();
        int least = terms.size() == 1 ? policy.replicas().min() : 0;
        return terms.stream()
                .filter(term -> term.pool().equals(pool))
                .mapToInt(term -> Math.max(least, term.min()))
                .findFirst()
                .orElse(0);
    }
}
