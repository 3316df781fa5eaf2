package dev.sluice.control.placement;

import dev.sluice.allocation.Pool;
import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.policy.Stage;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Serves by the quickest pool what is on its way in slower ones, until it comes: so a service can choose pools by their
 * price alone and still answer in the lead time of the quickest.
 */
final class Bridge {
    private final PlacementProblem now;
    private final Optional<String> quickest;

    Bridge(PlacementProblem now) {
        this.now = now;
        this.quickest = now.fleet().quickest();
    }

    /** Adds to {@code placed} what is missing of the load, where this is not for lack of replicas. */
    PlacementResult over(PlacementOption wanted, PlacementResult placed) {
        return quickest.map(pool -> over(pool, wanted, placed)).orElse(placed);
    }

    private PlacementResult over(String quickest, PlacementOption wanted, PlacementResult placed) {
        double rate = now.fleet().rate(quickest);
        double missing = Math.min(now.load().demand(), now.fleet().capacity(wanted.replicas()))
                - inTime(placed.replicas(), now.fleet().lead(quickest));
        int more = (int) Math.max(0, Math.ceil(missing / rate - 1e-9));
        String detail = more + " start in " + quickest + " until others are ready";
        return more > 0 ? placed.adding(more, quickest, now.fleet(), Stage.Name.BRIDGE, detail) : placed;
    }

    /**
     * The pool with a lead time as long as costs what its own and the bridge's replicas cost until one is ready: price ×
     * lead × (1 + the bridge's money for a unit over the pool's).
     */
    Pool priced(PoolOffer offer) {
        Pool pool = offer.pool();
        Optional<PoolOffer> quick = quickest.flatMap(this::offer).filter(q -> isSlower(pool.name(), q));
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

    /** What the replicas carry that are ready now or will be within {@code lead}. */
    private double inTime(Map<String, Integer> replicas, Duration lead) {
        double carried = 0;
        for (Map.Entry<String, Integer> part : replicas.entrySet()) {
            String pool = part.getKey();
            boolean quick = now.fleet().lead(pool).compareTo(lead) <= 0;
            int ready = quick
                    ? part.getValue()
                    : Math.min(part.getValue(), now.fleet().readyWithin(lead, pool, now.at()));
            carried += ready * now.fleet().rate(pool);
        }
        return carried;
    }
}
