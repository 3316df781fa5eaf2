package dev.sluice.allocation;

import dev.sluice.policy.Checks;

/**
 * What a service wants of a pool.
 *
 * @param service name of the service
 * @param pool name of the pool
 * @param wish replicas wanted
 * @param floor replicas that come before every wish; what exceeds the wish does not count
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

    /** Replicas that come before every wish. */
    int firm() {
        return Math.min(wish, floor);
    }

    /**
     * How a claim ranks beside others.
     *
     * @param priority higher ones are served first
     * @param weight share among claims of equal priority, from 1
     * @param replicaValue what one replica is worth an hour, in the currency of the price list: says what a cut costs
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
