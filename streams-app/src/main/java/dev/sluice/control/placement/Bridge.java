package dev.sluice.control.placement;

import dev.sluice.allocation.Pool;
import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.placement.problem.PlacementOption;
import dev.sluice.control.placement.problem.PlacementProblem;
import dev.sluice.control.placement.problem.PlacementResult;
import dev.sluice.policy.trace.Stage;
import dev.sluice.sizing.ReplicaCount;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Starts replicas in pools with a shorter lead time until replicas in slower pools are ready. A service can then choose
 * pools by price alone and still react within the shortest lead time. Replicas that were taken back, or that a pool does not
 * deliver within its lead time, are bridged by a pool that is as quick, too.
 *
 * <p>Of several quicker pools, the quickest carries what is missing first. One between it and the slow pool takes over
 * when it is ready, if that costs less: it is paid from its order on, the quickest only until it takes over.
 *
 * <p>Example: the load is 100 units per second, and what is ready within the quickest pool's lead time carries 60. A
 * replica of the quickest pool serves 10, so 4 start there until the others are ready.
 *
 * <p>Example: machines are ready after 300 s for 3.00 per hour, warm ones after 30 s for 4.00, and slots after 4 s for
 * 6.00. A slot for 300 s costs 0.50. A slot for 30 s and a warm one for 300 s cost 0.38: both start.
 */
final class Bridge {
    private final PlacementProblem now;
    private final PoolReach pools;
    private final Optional<String> quickest;

    Bridge(PlacementProblem now, PoolReach pools) {
        this.now = now;
        this.pools = pools;
        this.quickest = now.fleet().leads().quickest();
    }

    /**
     * Adds replicas for the missing part of the load to {@code placed}, but not for a part that {@code wanted} does not
     * carry either.
     */
    PlacementResult over(PlacementOption wanted, PlacementResult placed) {
        PlacementResult bridged = placed;
        for (PoolOffer offer : slowestFirst()) {
            bridged = over(offer, wanted, bridged);
        }
        return bridged;
    }

    /** The pools that are sure to have replicas. */
    private List<PoolOffer> slowestFirst() {
        return now.offers().stream()
                .filter(offer -> now.fleet().leads().isSure(offer.pool().name()))
                .sorted(Comparator.comparing(this::lead).reversed())
                .toList();
    }

    private PlacementResult over(PoolOffer offer, PlacementOption wanted, PlacementResult placed) {
        String pool = offer.pool().name();
        double missing = Math.min(now.load().demand(), now.fleet().capacity(wanted.replicas()))
                - inTime(placed.replicas(), lead(offer));
        double quicker = takesOver(offer, wanted) ? 0 : roomOfQuicker(offer, placed);
        int more = Math.min(
                room(offer, placed),
                Math.max(0, ReplicaCount.carrying(missing - quicker, now.fleet().rate(pool))));
        String detail = more + " start in " + pool + " until others are ready";
        return more > 0 ? placed.adding(more, pool, now.fleet(), Stage.Name.BRIDGE, detail) : placed;
    }

    /** Returns true if it costs less to use a pool as soon as it is ready than to stay with a quicker one. */
    private boolean takesOver(PoolOffer offer, PlacementOption wanted) {
        double until = slowest(wanted).toMillis();
        double left = until - lead(offer).toMillis();
        return quicker(offer).noneMatch(other -> price(offer) * until >= price(other) * left);
    }

    /** The longest lead time among the pools of an option that are not all ready. */
    private Duration slowest(PlacementOption wanted) {
        return wanted.replicas().entrySet().stream()
                .filter(part -> now.fleet().ready(part.getKey(), now.at()) < part.getValue())
                .map(part -> now.fleet().leads().lead(part.getKey()))
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    private double roomOfQuicker(PoolOffer offer, PlacementResult placed) {
        return quicker(offer)
                .mapToDouble(other ->
                        room(other, placed) * now.fleet().rate(other.pool().name()))
                .sum();
    }

    private Stream<PoolOffer> quicker(PoolOffer offer) {
        return slowestFirst().stream().filter(other -> lead(other).compareTo(lead(offer)) < 0);
    }

    /** Returns how many more replicas a pool can have. */
    private int room(PoolOffer offer, PlacementResult placed) {
        int there = placed.replicas().getOrDefault(offer.pool().name(), 0);
        return Math.max(0, pools.max(offer) - there);
    }

    private Duration lead(PoolOffer offer) {
        return now.fleet().leads().lead(offer.pool().name());
    }

    /** Price per unit. */
    private static double price(PoolOffer offer) {
        return offer.pool().pricePerHour() / offer.rate();
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
        return now.fleet()
                        .leads()
                        .lead(pool)
                        .compareTo(now.fleet().leads().lead(quick.pool().name()))
                > 0;
    }

    private Optional<PoolOffer> offer(String pool) {
        return now.offers().stream().filter(o -> o.pool().name().equals(pool)).findFirst();
    }

    /** Returns what is carried by the replicas that are ready now or will be within {@code lead}. */
    private double inTime(Map<String, Integer> replicas, Duration lead) {
        double carried = 0;
        for (Map.Entry<String, Integer> part : replicas.entrySet()) {
            String pool = part.getKey();
            boolean quick = now.fleet().leads().lead(pool).compareTo(lead) <= 0;
            int ready = quick
                    ? now.fleet().readyInTime(part.getValue(), pool, now.at())
                    : Math.min(part.getValue(), now.fleet().readyWithin(lead, pool, now.at()));
            carried += ready * now.fleet().rate(pool);
        }
        return carried;
    }
}
