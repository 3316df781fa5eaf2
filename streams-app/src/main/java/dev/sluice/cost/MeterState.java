package dev.sluice.cost;

/**
 * The state of an account at one time.
 *
 * @param ordered replicas that the platform was last told to run
 * @param ready replicas known to be ready
 * @param generation newest generation that was carried out
 * @param readAt time of the newest reading in this, epoch milliseconds
 * @param pricePerHour price of one replica for an hour
 * @param pricedAt time of the newest price in this, epoch milliseconds
 */
public record MeterState(int ordered, int ready, long generation, long readAt, double pricePerHour, long pricedAt) {
    static final MeterState NOTHING = new MeterState(0, 0, 0, Long.MIN_VALUE, 0, Long.MIN_VALUE);

    /** Replicas to pay for: those ordered, and those that still run when fewer are ordered. */
    public int paid() {
        return Math.max(ordered, ready);
    }

    MeterState after(MeterReading reading) {
        boolean newest = reading.ordered().isPresent() && reading.generation() >= generation;
        return new MeterState(
                newest ? reading.ordered().getAsInt() : ordered,
                reading.ready().orElse(ready),
                newest ? reading.generation() : generation,
                reading.at(),
                pricePerHour,
                pricedAt);
    }

    MeterState after(PriceChange change) {
        return new MeterState(ordered, ready, generation, readAt, change.pricePerHour(), change.at());
    }
}
