package dev.sluice.control.placement;

import dev.sluice.allocation.Pool;
import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.policy.Stage;
import dev.sluice.sizing.ReplicaCount;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Starts replicas in the pool with the shortest lead time until replicas in slower pools are ready. A service can then
 * choose pools by price alone and still react within the shortest lead time.
 *
 * <p>Example: the load is 100 units per second, and what is ready within the quickest pool's lead time carries 60. A
 * replica of the quickest pool serves 10, so 4 start there until the others are ready.
 */
final class Bridge {
    private final PlacementProblem now;
    private final Optional<String> quickest;

    Bridge(PlacementProblem now) {
        this.now = now;
        this.quickest = now.fleet().quickest();
    }

    /**
     * Adds replicas for the missing part of the load to {@code placed}, but not for a part that {@code wanted} does not
     * carry either.
     */
    PlacementResult over(PlacementOption wanted, PlacementResult placed) {
        return quickest.map(pool -> over(pool, wanted, placed)).orElse(placed);
    }

    private PlacementResult over(String quickest, PlacementOption wanted, PlacementResult placed) {
        double rate = now.fleet().rate(quickest);
        double missing = Math.min(now.load().demand(), now.fleet().capacity(wanted.replicas()))
                - inTime(placed.replicas(), now.fleet().lead(quickest));
        int more = Math.max(0, ReplicaCount.carrying(missing, rate));
        String detail = more + " start in " + quickest + " until others are ready";
        return more > 0 ? placed.adding(more, quickest, now.fleet(), Stage.Name.BRIDGE, detail) : placed;
    }

    /**
     * Returns the pool with a longer lead time that accounts for the cost of bridging it: a start costs its own price
     * and that of the bridge until it is ready, so the lead time becomes lead × (1 + bridge price per unit / pool price
     * per unit).
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

    /** Returns what is carried by the replicas that are ready now or will be within {@code lead}. */
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
