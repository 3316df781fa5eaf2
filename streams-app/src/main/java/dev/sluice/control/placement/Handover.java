package dev.sluice.control.placement;

import dev.sluice.policy.DecisionTrace;
import dev.sluice.policy.Stage;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Gives back only what is not needed until others are ready: a move starts the new replicas before it stops the old. Pools
 * that the policy no longer names are left in the same way.
 */
final class Handover {
    private final PlacementProblem now;

    Handover(PlacementProblem now) {
        this.now = now;
    }

    /** What is to run until {@code wanted} is ready; of each pool at most {@code mayKeep} stay. */
    PlacementResult to(PlacementOption wanted, ToIntFunction<String> mayKeep, DecisionTrace trace) {
        Map<String, Integer> replicas = now.fleet().orderedByPool();
        replicas.replaceAll((pool, ordered) -> 0);
        replicas.putAll(wanted.replicas());
        PlacementResult placed = PlacementResult.of(replicas, now.fleet(), trace);
        double missing = now.load().batch().isPresent() ? 0 : missing(wanted.replicas(), replicas);
        for (String pool : now.fleet().pools()) {
            double rate = now.fleet().rate(pool);
            int ordered = now.fleet().in(pool).ordered();
            int spare = Math.min(ordered, mayKeep.applyAsInt(pool)) - replicas.getOrDefault(pool, 0);
            int kept = (int) Math.max(0, Math.min(spare, Math.ceil(missing / rate - 1e-9)));
            if (kept > 0) {
                missing -= kept * rate;
                String detail = kept + " stay in " + pool + " until others are ready";
                placed = placed.adding(kept, pool, now.fleet(), Stage.Name.HANDOVER, detail);
            }
        }
        return placed;
    }

    /** Units a second that nothing carries yet; what no money or no pool is there for is not kept either. */
    private double missing(Map<String, Integer> wanted, Map<String, Integer> placed) {
        double carried = 0;
        for (Map.Entry<String, Integer> part : placed.entrySet()) {
            int ready = now.fleet().ready(part.getKey(), now.at());
            carried += Math.min(ready, part.getValue()) * now.fleet().rate(part.getKey());
        }
        return Math.min(now.load().demand(), now.fleet().capacity(wanted)) - carried;
    }
}
