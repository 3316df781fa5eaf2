package dev.sluice.cost;

import dev.sluice.text.Checks;

/**
 * The price of a replica in an account's pool from a given time on. A spot pool has many changes.
 *
 * @param at start of the price, epoch milliseconds
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
