package dev.sluice.control.placement;

import dev.sluice.control.message.Load;
import dev.sluice.policy.Reason;
import dev.sluice.policy.Stage;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Gives back only what is not needed until others are ready: a move starts the new replicas before it stops the old. Pools
 * that the policy no longer names are left in the same way.
 */
final class Handover {
    private final PlacementPlanner.Situation now;
    private final List<Stage> stages;

    Handover(PlacementPlanner.Situation now, List<Stage> stages) {
        this.now = now;
        this.stages = stages;
    }

    /** What is to run until {@code wanted} is ready; of each pool at most {@code mayKeep} stay. */
    Map<String, Integer> to(Load load, Map<String, Integer> wanted, ToIntFunction<String> mayKeep) {
        Map<String, Integer> placed = now.fleet().orderedByPool();
        placed.replaceAll((pool, ordered) -> 0);
        placed.putAll(wanted);
        double missing = load.batch().isPresent() ? 0 : missing(load.demand(), wanted, placed);
        for (String pool : now.fleet().pools()) {
            double rate = now.fleet().rate(pool);
            int ordered = now.fleet().in(pool).ordered();
            int spare = Math.min(ordered, mayKeep.applyAsInt(pool)) - placed.getOrDefault(pool, 0);
            int kept = (int) Math.max(0, Math.min(spare, Math.ceil(missing / rate - 1e-9)));
            if (kept > 0) {
                missing -= kept * rate;
                placed.merge(pool, kept, Integer::sum);
                keep(kept, pool, placed);
            }
        }
        return placed;
    }

    /** Units a second that nothing carries yet; what no money or no pool is there for is not kept either. */
    private double missing(double demand, Map<String, Integer> wanted, Map<String, Integer> placed) {
        double carried = 0;
        for (Map.Entry<String, Integer> part : placed.entrySet()) {
            int useful = now.fleet().useful(part.getKey(), now.at());
            carried += Math.min(useful, part.getValue()) * now.fleet().rate(part.getKey());
        }
        return Math.min(demand, now.fleet().capacity(wanted)) - carried;
    }

    private void keep(int kept, String pool, Map<String, Integer> placed) {
        String detail = kept + " stay in " + pool + " until others are ready";
        int counted = now.fleet().counted(placed);
        stages.add(new Stage("handover", now.fleet().ordered(), counted, Reason.HANDOVER, detail));
    }
}
