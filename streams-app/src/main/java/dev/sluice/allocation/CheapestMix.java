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
    public static Mix find(MixRequest request) {
        MixRequest possible = spotMinimumsCanBeBacked(request)
                ? request
                : request.withChoices(withoutSpotMinimums(request.choices()));
        return carrying(possible, true)
                .filter(mix -> withinCeiling(mix, possible))
                .or(() -> carrying(possible, false).filter(mix -> withinCeiling(mix, possible)))
                .orElseGet(() -> largest(possible));
    }

    /** Whether all firm replicas there are, together, back the least spot. */
    private static boolean spotMinimumsCanBeBacked(MixRequest request) {
        double spot = 0;
        double firm = 0;
        for (PoolChoice choice : request.choices()) {
            spot += choice.pool().isSpot() ? choice.floor() * choice.rate() : 0;
            firm += choice.pool().isSpot() ? 0 : choice.limit() * choice.rate();
        }
        return (1 - request.spotShare()) * spot <= request.spotShare() * firm;
    }

    private static boolean withinCeiling(Mix mix, MixRequest request) {
        return request.ceiling().isEmpty()
                || mix.pricePerHour() <= request.ceiling().getAsDouble() * (1 + 1e-12);
    }

    private static Optional<Mix> carrying(MixRequest request, boolean countMoves) {
        MixSearch search = new MixSearch(MixProblem.of(request, countMoves));
        return search.run()
                ? Optional.of(mix(request, search.replicas(), Outcome.CARRIED, search.proven()))
                : Optional.empty();
    }

    private static Mix largest(MixRequest request) {
        Mix bought = largestWithin(request);
        Mix possible = request.ceiling().isPresent() ? largestWithin(request.withoutCeiling()) : bought;
        boolean money = possible.safeCapacity() > bought.safeCapacity() + 1e-9 * Math.max(1, request.demand());
        Outcome why = money ? Outcome.SHORT_OF_MONEY : Outcome.SHORT_OF_REPLICAS;
        return new Mix(
                bought.parts(),
                request.demand(),
                bought.capacity(),
                bought.safeCapacity(),
                bought.pricePerHour(),
                why,
                bought.proven());
    }

    /** Bisects for the largest demand that limits and ceiling allow; each success jumps to what its mix carries. */
    private static Mix largestWithin(MixRequest request) {
        Mix best = least(request);
        double low = best.safeCapacity();
        double high = request.demand();
        for (int i = 0; i < BISECTIONS && high - low > 1e-9 * Math.max(1, high); i++) {
            double middle = i == 0 ? high : (low + high) / 2;
            Optional<Mix> found =
                    carrying(request.withDemand(middle), false).filter(mix -> withinCeiling(mix, request));
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
    private static Mix least(MixRequest request) {
        return carrying(request.withDemand(0), false).orElseThrow();
    }

    private static List<PoolChoice> withoutSpotMinimums(List<PoolChoice> choices) {
        return choices.stream()
                .map(choice -> choice.pool().isSpot() ? choice.withMinimum(0) : choice)
                .toList();
    }

    private static Mix mix(MixRequest request, int[] replicas, Outcome outcome, boolean proven) {
        List<Mix.Part> parts = new ArrayList<>(replicas.length);
        double capacity = 0;
        double safe = 0;
        double price = 0;
        for (int i = 0; i < replicas.length; i++) {
            PoolChoice choice = request.choices().get(i);
            parts.add(new Mix.Part(choice.pool().name(), replicas[i]));
            capacity += replicas[i] * choice.rate();
            safe += replicas[i] * choice.safeRate();
            price += replicas[i] * choice.pool().pricePerHour();
        }
        return new Mix(parts, request.demand(), capacity, safe, price, outcome, proven);
    }
}
