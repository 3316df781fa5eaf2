package dev.sluice.control.placement;

import dev.sluice.allocation.Pool;
import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.policy.Reason;
import dev.sluice.policy.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Serves by the quickest pool what is on its way in slower ones, until it comes: so a service can choose pools by their
 * price alone and still answer in the lead time of the quickest.
 */
final class Bridge {
    private final PlacementPlanner.Situation now;
    private final List<Stage> stages;

    Bridge(PlacementPlanner.Situation now, List<Stage> stages) {
        this.now = now;
        this.stages = stages;
    }

    /** Adds to {@code placed} what is missing of {@code demand} (units a second), and not for lack of replicas. */
    void over(double demand, Map<String, Integer> wanted, Map<String, Integer> placed) {
        Optional<String> quickest = now.fleet().quickest();
        if (quickest.isEmpty()) {
            return;
        }
        double rate = now.fleet().rate(quickest.get());
        double missing = Math.min(demand, now.fleet().capacity(wanted))
                - inTime(placed, now.fleet().lead(quickest.get()));
        int more = (int) Math.max(0, Math.ceil(missing / rate - 1e-9));
        if (more > 0) {
            placed.merge(quickest.get(), more, Integer::sum);
            int counted = now.fleet().counted(placed);
            String detail = more + " start in " + quickest.get() + " until others are ready";
            stages.add(new Stage("bridge", now.fleet().ordered(), counted, Reason.HANDOVER, detail));
        }
    }

    /**
     * The pool with a lead time as long as costs what its own and the bridge's replicas cost until one is useful: price ×
     * lead × (1 + the bridge's money for a unit over the pool's).
     */
    Pool priced(PoolOffer offer) {
        Pool pool = offer.pool();
        Optional<PoolOffer> quick = now.fleet().quickest().flatMap(this::offer).filter(q -> isSlower(pool.name(), q));
        if (quick.isEmpty() || pool.isSpot() || pool.pricePerHour() == 0) {
            return pool;
        }
        double bridge = quick.get().pool().pricePerHour() / quick.get().rate();
        double more = bridge / (pool.pricePerHour() / offer.rate());
        return pool.withLeadTime(Duration.ofMillis((long) (pool.leadTime().toMillis() * (1 + more))));
    }

    private boolean isSlower(String pool, PoolOffer quick) {
        return now.fleet().lead(pool).compareTo(now.fleet().lead(quick.pool().name())) > 0;
    }

    private Optional<PoolOffer> offer(String pool) {
        return now.offers().stream().filter(o -> o.pool().name().equals(pool)).findFirst();
    }

    /** What the replicas carry that are useful now or will be within {@code lead}. */
    private double inTime(Map<String, Integer> replicas, Duration lead) {
        double carried = 0;
        for (Map.Entry<String, Integer> part : replicas.entrySet()) {
            String pool = part.getKey();
            boolean quick = now.fleet().lead(pool).compareTo(lead) <= 0;
            int useful = quick
                    ? part.getValue()
                    : Math.min(part.getValue(), now.fleet().usefulWithin(lead, pool, now.at()));
            carried += useful * now.fleet().rate(pool);
        }
        return carried;
    }
}
