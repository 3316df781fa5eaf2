package dev.sluice.allocation;

import dev.sluice.policy.Resources;
import dev.sluice.text.Checks;
import dev.sluice.text.DurationText;
import java.time.Duration;
import java.util.Optional;

/**
 * Machines of one kind that replicas can run on, at one price.
 *
 * @param name name of the pool
 * @param perReplica what one replica takes
 * @param pricePerHour price of one replica for an hour, in the currency of the price list
 * @param limit maximum number of replicas of all services together; {@link #UNLIMITED} for none
 * @param leadTime from an order to a ready replica
 * @param spot present if the provider may take replicas back
 */
public record Pool(
        String name, Resources perReplica, double pricePerHour, int limit, Duration leadTime, Optional<Spot> spot) {
    /** The limit of a pool without one. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    public Pool {
        Checks.name("metadata.name", name);
        Checks.amount("price", pricePerHour);
        if (limit < 0) {
            throw new IllegalArgumentException("limit must not be below 0, it is " + limit);
        }
        if (leadTime.isNegative()) {
            throw new IllegalArgumentException("leadTime must not be below 0, it is " + DurationText.exactly(leadTime));
        }
    }

    /** A firm pool without a limit or a lead time. */
    public static Pool of(String name, double pricePerHour) {
        return new Pool(name, Resources.NONE, pricePerHour, UNLIMITED, Duration.ZERO, Optional.empty());
    }

    public Pool withPrice(double perHour) {
        return new Pool(name, perReplica, perHour, limit, leadTime, spot);
    }

    public Pool withLimit(int most) {
        return new Pool(name, perReplica, pricePerHour, most, leadTime, spot);
    }

    public Pool withLeadTime(Duration time) {
        return new Pool(name, perReplica, pricePerHour, limit, time, spot);
    }

    public Pool withSpot(double interruptionsPerHour) {
        return new Pool(name, perReplica, pricePerHour, limit, leadTime, Optional.of(new Spot(interruptionsPerHour)));
    }

    public boolean isSpot() {
        return spot.isPresent();
    }

    /** Lead time in hours. */
    public double leadHours() {
        return leadTime.toMillis() / 3_600_000.0;
    }

    /**
     * Share of its paid time in which a replica of this pool is ready, 0 to 1: it runs for 1/λ hours on average, then
     * waits one lead time for its replacement (the availability of an alternating renewal process).
     */
    public double availability() {
        return spot.map(s -> 1 / (1 + s.interruptionsPerHour() * leadHours())).orElse(1.0);
    }

    /**
     * Terms of a pool whose replicas the provider may take back.
     *
     * @param interruptionsPerHour expected interruptions of one replica per hour
     */
    public record Spot(double interruptionsPerHour) {
        public Spot {
            Checks.amount("spot.interruptionsPerHour", interruptionsPerHour);
        }
    }
}
