package dev.sluice.control.placement;

import dev.sluice.control.placement.problem.PlacementProblem;
import dev.sluice.control.placement.problem.PlacementResult;
import dev.sluice.policy.trace.DecisionTrace;
import dev.sluice.policy.trace.Stage;
import dev.sluice.sizing.ReplicaCount;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Keeps what is needed until others are ready: a move starts the new replicas before it stops the old ones. Pools that
 * the policy no longer names are left in the same way.
 *
 * <p>Example: the load is 100 units per second. 10 replicas that serve 10 each move to a pool where none is ready yet:
 * all 10 stay until the new ones are ready.
 */
final class Handover {
    private final PlacementProblem now;

    Handover(PlacementProblem now) {
        this.now = now;
    }

    /** Returns what runs until {@code wanted} is ready; at most {@code mayKeep} replicas of each pool stay. */
    PlacementResult to(Map<String, Integer> wanted, ToIntFunction<String> mayKeep, DecisionTrace trace) {
        Map<String, Integer> replicas = now.fleet().orderedByPool();
        replicas.replaceAll((pool, ordered) -> 0);
        replicas.putAll(wanted);
        PlacementResult placed = PlacementResult.of(replicas, now.fleet(), trace);
        double missing = now.load().batch().isPresent() ? 0 : missing(wanted, replicas);
        for (String pool : cheapestFirst()) {
            double rate = now.fleet().rate(pool);
            int ordered = now.fleet().in(pool).ordered();
            int spare = Math.min(ordered, mayKeep.applyAsInt(pool)) - replicas.getOrDefault(pool, 0);
            int kept = Math.max(0, Math.min(spare, ReplicaCount.carrying(missing, rate)));
            if (kept > 0) {
                missing -= Math.max(0, Math.min(kept, ready(pool) - replicas.getOrDefault(pool, 0))) * rate;
                String detail = kept + " stay in " + pool + " until others are ready";
                placed = placed.adding(kept, pool, now.fleet(), Stage.Name.HANDOVER, detail);
            }
        }
        return placed;
    }

    /** What runs where a unit costs least stays first; what no longer has a price, last. */
    private List<String> cheapestFirst() {
        return now.fleet().pools().stream()
                .sorted(Comparator.comparingDouble(this::price))
                .toList();
    }

    private double price(String pool) {
        return now.offers().stream()
                .filter(offer -> offer.pool().name().equals(pool))
                .mapToDouble(offer -> offer.pool().pricePerHour() / offer.rate())
                .findFirst()
                .orElse(Double.MAX_VALUE);
    }

    private int ready(String pool) {
        return now.fleet().ready(pool, now.at());
    }

    /**
     * Returns the units per second that nothing carries yet. A load without a budget or a pool for it is not counted.
     */
    private double missing(Map<String, Integer> wanted, Map<String, Integer> placed) {
        double carried = 0;
        for (Map.Entry<String, Integer> part : placed.entrySet()) {
            int ready = now.fleet().ready(part.getKey(), now.at());
            carried += Math.min(ready, part.getValue()) * now.fleet().rate(part.getKey());
        }
        return Math.min(now.load().demand(), now.fleet().capacity(wanted)) - carried;
    }
}
