package dev.sluice.allocation.shared;

import dev.sluice.text.Checks;

/**
 * The replicas that a service wants from a pool.
 *
 * @param service name of the service
 * @param pool name of the pool
 * @param wish replicas wanted
 * @param floor minimum, served before all other claims; the part above {@code wish} does not count
 * @param terms how the claim ranks beside others
 */
public record Claim(String service, String pool, int wish, int floor, Terms terms) {
    public Claim {
        Checks.name("service", service);
        Checks.name("pool", pool);
        if (wish < 0 || floor < 0) {
            throw new IllegalArgumentException(
                    "wish and floor must not be below 0, they are " + wish + " and " + floor);
        }
    }

    public Claim withWish(int replicas) {
        return new Claim(service, pool, replicas, floor, terms);
    }

    /** Replicas that are served first. */
    int firm() {
        return Math.min(wish, floor);
    }

    /**
     * How a claim ranks beside others.
     *
     * @param priority higher ones are served first
     * @param weight share among claims of equal priority, from 1
     * @param replicaValue worth of one replica per hour, in the currency of the price list: states what a cut costs
     */
    public record Terms(int priority, int weight, double replicaValue) {
        public static final Terms EQUAL = new Terms(0, 1, 0);

        public Terms {
            if (weight < 1) {
                throw new IllegalArgumentException("weight must be at least 1, not " + weight);
            }
            Checks.amount("value", replicaValue);
        }
    }
}
