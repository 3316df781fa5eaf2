package dev.sluice.allocation;

import dev.sluice.text.Checks;
import dev.sluice.text.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a mix of pools must achieve.
 *
 * @param demand units per second to carry
 * @param choices the pools that the service can run on, in order of preference among equals
 * @param spotShare maximum share of rated capacity on spot, 0 to 1
 * @param move when to leave a running replica for a cheaper one
 * @param ceiling maximum money per hour; empty: no ceiling
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

    /** Carries {@code demand} with the cheapest mix. */
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
     * The price of moving. The best payback time is about as long as a new replica will be needed, such as the time
     * for which sizing holds a peak. A shorter one avoids cheap pools that start slowly; a longer one starts replicas
     * there that are soon released.
     *
     * @param payback time within which a move must earn back what it costs
     * @param perStart money to start one replica in addition to its paid lead time: image and model to load, caches
     *     to fill
     */
    public record Move(Duration payback, double perStart) {
        public static final Move DEFAULT = new Move(Duration.ofHours(1), 0);

        public Move {
            if (payback.isNegative() || payback.isZero()) {
                throw new IllegalArgumentException("payback must be above 0, not " + DurationText.exactly(payback));
            }
            Checks.amount("perStart", perStart);
        }

        /** Payback time in hours. */
        double hours() {
            return payback.toMillis() / 3_600_000.0;
        }
    }
}
