package dev.sluice.allocation;

import dev.sluice.allocation.Mix.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the cheapest mix of pools that carries a demand, exactly.
 *
 * <p><b>Idea.</b> The pools' minimums come first (a spot minimum only as far as the share of spot allows it), then
 * the demand. A first search counts what moving between pools costs. If its mix is above the ceiling, a second search
 * ignores moves. If no mix within the limits and the ceiling carries the demand, the result is the mix that carries
 * the most, and among those the cheapest. It is found by bisecting the demand.
 *
 * <p><b>Formula.</b> For replicas x of each pool: minimize the cost, subject to sum of safe rate x at least the
 * demand, minimum to limit replicas per pool, and spot capacity within its share of all capacity. {@link MixProblem}
 * has the exact costs and {@link MixSearch} solves it.
 *
 * <p><b>Example.</b> Demand is 60 per second. Pool a serves 10 per second per replica at 1 per hour, pool b serves 25
 * at 2 per hour. One a and two b carry exactly 60 for 5 per hour; six a or three b would cost 6. With a ceiling of 4
 * per hour, two b carry 50: the outcome is {@link Mix.Outcome#SHORT_OF_MONEY}.
 */
public final class CheapestMix {
    private static final int BISECTIONS = 60;

    private CheapestMix() {}

    /** The cheapest mix for {@code request}. */
    public static Mix find(MixRequest request) {
        MixRequest possible = spotMinimumsCanBeBacked(request)
                ? request
                : request.withChoices(withoutSpotMinimums(request.choices()));
        return carrying(possible, true)
                .filter(mix -> withinCeiling(mix, possible))
                .or(() -> carrying(possible, false).filter(mix -> withinCeiling(mix, possible)))
                .orElseGet(() -> largest(possible));
    }

    /** True if all available firm replicas together can back the minimum spot. */
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

    /**
     * Bisects for the maximum demand that limits and ceiling allow. Each success continues from what its mix carries.
     */
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

    /** The minimums, including the firm replicas that back the spot, whatever they cost. */
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
