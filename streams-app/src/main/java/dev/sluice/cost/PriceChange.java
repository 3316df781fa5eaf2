package dev.sluice.cost;

import dev.sluice.policy.Checks;

/**
 * From when on a replica of an account's pool costs what; a spot pool has many.
 *
 * @param at from when on, epoch milliseconds
 * @param pricePerHour price of one replica for an hour, in the currency of the price list
 */
public record PriceChange(long at, double pricePerHour) implements Comparable<PriceChange> {
    public PriceChange {
        Checks.amount("price", pricePerHour);
    }

    @Override
    public int compareTo(PriceChange other) {
        int byTime = Long.compare(at, other.at);
        return byTime != 0 ? byTime : Double.compare(pricePerHour, other.pricePerHour);
    }
}
