package dev.sluice.allocation;

import dev.sluice.allocation.Mix.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The cheapest mix of pools that carries a demand, exactly. Minimums come first (a spot minimum only as far as the share
 * of spot allows it), then the demand; where limits or the ceiling leave too little, the mix is the largest that they
 * allow, and among those the cheapest.
 */
public final class CheapestMix {
    private static final int BISECTIONS = 60;

    private CheapestMix() {}

    /** The cheapest mix for {@code wish}. */
    public static Mix find(MixWish wish) {
        MixWish possible = spotMinimumsCanBeBacked(wish) ? wish : wish.withChoices(withoutSpotMinimums(wish.choices()));
        return carrying(possible, true)
                .filter(mix -> withinCeiling(mix, possible))
                .or(() -> carrying(possible, false).filter(mix -> withinCeiling(mix, possible)))
                .orElseGet(() -> largest(possible));
    }

    /** Whether all firm replicas there are, together, back the least spot. */
    private static boolean spotMinimumsCanBeBacked(MixWish wish) {
        double spot = 0;
        double firm = 0;
        for (PoolChoice choice : wish.choices()) {
            spot += choice.pool().isSpot() ? choice.floor() * choice.rate() : 0;
            firm += choice.pool().isSpot() ? 0 : choice.limit() * choice.rate();
        }
        return (1 - wish.spotShare()) * spot <= wish.spotShare() * firm;
    }

    private static boolean withinCeiling(Mix mix, MixWish wish) {
        return wish.ceiling().isEmpty() || mix.pricePerHour() <= wish.ceiling().getAsDouble() * (1 + 1e-12);
    }

    private static Optional<Mix> carrying(MixWish wish, boolean countMoves) {
        MixSearch search = new MixSearch(MixProblem.of(wish, countMoves));
        return search.run()
                ? Optional.of(mix(wish, search.replicas(), Outcome.CARRIED, search.proven()))
                : Optional.empty();
    }

    private static Mix largest(MixWish wish) {
        Mix bought = largestWithin(wish);
        Mix possible = wish.ceiling().isPresent() ? largestWithin(wish.withoutCeiling()) : bought;
        boolean money = possible.safeCapacity() > bought.safeCapacity() + 1e-9 * Math.max(1, wish.demand());
        Outcome why = money ? Outcome.SHORT_OF_MONEY : Outcome.SHORT_OF_REPLICAS;
        return new Mix(
                bought.parts(),
                wish.demand(),
                bought.capacity(),
                bought.safeCapacity(),
                bought.pricePerHour(),
                why,
                bought.proven());
    }

    /** Bisects for the largest demand that limits and ceiling allow; each success jumps to what its mix carries. */
    private static Mix largestWithin(MixWish wish) {
        Mix best = least(wish);
        double low = best.safeCapacity();
        double high = wish.demand();
        for (int i = 0; i < BISECTIONS && high - low > 1e-9 * Math.max(1, high); i++) {
            double middle = i == 0 ? high : (low + high) / 2;
            Optional<Mix> found = carrying(wish.withDemand(middle), false).filter(mix -> withinCeiling(mix, wish));
            if (found.isPresent()) {
                best = found.get();
                low = Math.max(middle, best.safeCapacity());
            } else {
                high = middle;
            }
        }
        return best;
    }

    /** The minimums, with the firm replicas that back the spot among them, whatever they cost. */
    private static Mix least(MixWish wish) {
        return carrying(wish.withDemand(0), false).orElseThrow();
    }

    private static List<PoolChoice> withoutSpotMinimums(List<PoolChoice> choices) {
        return choices.stream()
                .map(choice -> choice.pool().isSpot() ? choice.withMinimum(0) : choice)
                .toList();
    }

    private static Mix mix(MixWish wish, int[] replicas, Outcome outcome, boolean proven) {
        List<Mix.Part> parts = new ArrayList<>(replicas.length);
        double capacity = 0;
        double safe = 0;
        double price = 0;
        for (int i = 0; i < replicas.length; i++) {
            PoolChoice choice = wish.choices().get(i);
            parts.add(new Mix.Part(choice.pool().name(), replicas[i]));
            capacity += replicas[i] * choice.rate();
            safe += replicas[i] * choice.safeRate();
            price += replicas[i] * choice.pool().pricePerHour();
        }
        return new Mix(parts, wish.demand(), capacity, safe, price, outcome, proven);
    }
}
