package dev.sluice.allocation;

import dev.sluice.policy.Checks;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a mix of pools has to do.
 *
 * @param demand units per second to carry
 * @param choices the pools that the service can run on, in the order in which equal ones are preferred
 * @param spotShare largest share of rated capacity on spot, 0 to 1
 * @param move when to leave a running replica for a cheaper one
 * @param ceiling most money per hour; empty: no ceiling
 */
public record MixRequest(double demand, List<PoolChoice> choices, double spotShare, Move move, OptionalDouble ceiling) {
    public MixRequest {
        choices = List.copyOf(choices);
        Checks.amount("demand", demand);
        Checks.share("spotShare", spotShare);
        if (ceiling.isPresent()) {
            Checks.amount("ceiling", ceiling.getAsDouble());
        }
        if (choices.stream().map(choice -> choice.pool().name()).distinct().count() != choices.size()) {
            throw new IllegalArgumentException("a pool may be named once only");
        }
    }

    /** Carry {@code demand} with whatever is cheapest. */
    public static MixRequest of(double demand, List<PoolChoice> choices) {
        return new MixRequest(demand, choices, 1, Move.DEFAULT, OptionalDouble.empty());
    }

    public MixRequest withDemand(double unitsPerSecond) {
        return new MixRequest(unitsPerSecond, choices, spotShare, move, ceiling);
    }

    public MixRequest withChoices(List<PoolChoice> pools) {
        return new MixRequest(demand, pools, spotShare, move, ceiling);
    }

    public MixRequest withSpotShare(double share) {
        return new MixRequest(demand, choices, share, move, ceiling);
    }

    public MixRequest withMove(Move price) {
        return new MixRequest(demand, choices, spotShare, price, ceiling);
    }

    public MixRequest withCeiling(double pricePerHour) {
        return new MixRequest(demand, choices, spotShare, move, OptionalDouble.of(pricePerHour));
    }

    public MixRequest withoutCeiling() {
        return new MixRequest(demand, choices, spotShare, move, OptionalDouble.empty());
    }

    /**
     * The price of moving. The payback time is best about as long as a new replica will be needed, such as the time for
     * which sizing holds a peak: a shorter one shuns cheap pools that start slowly, a longer one starts there what is soon
     * given back.
     *
     * @param payback a move must earn back within this time what it costs
     * @param perStart money to start one replica beside its paid lead time: image and model to load, caches to fill
     */
    public record Move(Duration payback, double perStart) {
        public static final Move DEFAULT = new Move(Duration.ofHours(1), 0);

        public Move {
            if (payback.isNegative() || payback.isZero()) {
                throw new IllegalArgumentException("payback must be above 0, not " + payback);
            }
            Checks.amount("perStart", perStart);
        }

        /** Payback time in hours. */
        double hours() {
            return payback.toMillis() / 3_600_000.0;
        }
    }
}
