package dev.sluice.allocation.shared;

import dev.sluice.policy.Placement.Rank;
import dev.sluice.text.Checks;

/**
 * What a service wants of a shared resource. Its newest claim applies.
 *
 * @param share what is claimed
 * @param service name of the service
 * @param wish amount wanted; zero withdraws the claim
 * @param floor minimum, served before all other claims
 * @param holding amount ordered now: no other service gets it before it is given back
 * @param rank how it ranks beside others
 * @param spend what the service has spent, if money is claimed
 * @param seen number of the newest grant that the service has seen: it may still act on later ones
 */
public record SharedClaim(
        SharedResource share,
        String service,
        double wish,
        double floor,
        double holding,
        Rank rank,
        Spend spend,
        long seen) {
    /** The number that says of whatever was granted, and is on its way, that it will not be acted on. */
    public static final long ALL = Long.MAX_VALUE;

    public SharedClaim {
        Checks.name("service", service);
        Checks.amount("wish", wish);
        Checks.amount("floor", floor);
        Checks.amount("holding", holding);
    }

    /** A claim of somebody who knows no grant. */
    public SharedClaim(
            SharedResource share, String service, double wish, double floor, double holding, Rank rank, Spend spend) {
        this(share, service, wish, floor, holding, rank, spend, 0);
    }

    /** A claim of replicas. */
    public static SharedClaim ofPool(String pool, String service, int wish, int floor, int holding, Rank rank) {
        return new SharedClaim(SharedResource.pool(pool), service, wish, floor, holding, rank, Spend.NONE);
    }

    public SharedClaim withWish(double amount) {
        return new SharedClaim(share, service, amount, floor, holding, rank, spend, seen);
    }

    public SharedClaim withHolding(double amount) {
        return new SharedClaim(share, service, wish, floor, amount, rank, spend, seen);
    }

    public SharedClaim withSeen(long number) {
        return new SharedClaim(share, service, wish, floor, holding, rank, spend, number);
    }

    public SharedClaim withSpend(Spend other) {
        return new SharedClaim(share, service, wish, floor, holding, rank, other, seen);
    }

    /**
     * What a service has spent.
     *
     * @param spent money of this month so far
     * @param burn money per hour recently
     * @param wishedBurn money per hour that it would have cost recently without cuts
     */
    public record Spend(double spent, double burn, double wishedBurn) {
        public static final Spend NONE = new Spend(0, 0, 0);

        public Spend {
            Checks.amount("spent", spent);
            Checks.amount("burn", burn);
            Checks.amount("wishedBurn", wishedBurn);
        }
    }
}
