package dev.sluice.control.placement;

import dev.sluice.allocation.Pool;
import dev.sluice.allocation.batch.BatchPlan;
import dev.sluice.allocation.batch.ClaimPriority;
import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.Load;
import dev.sluice.control.message.SpendLimit;
import dev.sluice.control.message.Trigger;
import dev.sluice.control.placement.PlacementSearch.Answer;
import dev.sluice.policy.Placement;
import dev.sluice.policy.Placement.Rank;
import dev.sluice.policy.Reason;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides for one service how many replicas run in which pool: the cheapest mix that carries its load within what it
 * was granted of pools with a limit, and what to claim of those.
 */
final class PlacementPlanner {
    private final Situation now;
    private final PoolClaims claims;
    private final List<Stage> stages;
    private final BudgetedSearch buyer;

    /**
     * What is decided in.
     *
     * @param policy the policy in force
     * @param offers pools that can be had
     * @param fleet what runs and is ordered
     * @param purse what budgets allow
     * @param trigger what made Sluice decide
     * @param at when, ms
     */
    record Situation(
            ScalingPolicy policy,
            List<PoolOffer> offers,
            ServiceFleet fleet,
            SpendLimit.Purse purse,
            Trigger trigger,
            long at) {
        Placement placement() {
            return policy.placement();
        }
    }

    PlacementPlanner(Situation now, PoolClaims claims, List<Stage> stages) {
        this.now = now;
        this.claims = claims;
        this.stages = stages;
        this.buyer = new BudgetedSearch(now, claims, stages);
    }

    /** Places {@code load}; {@code target} is the size that it comes to, for the record. */
    Placed place(Load load, int target) {
        Bought bought = buyer.buy(load, target);
        return now.trigger() == Trigger.GRANT ? granted(load, bought.answer()) : claiming(load, bought, target);
    }

    private Placed claiming(Load load, Bought bought, int target) {
        List<SharedClaim> wishes = claims(load, bought);
        if (claims.raisedBy(wishes)) {
            String pools =
                    String.join(", ", wishes.stream().map(c -> c.share().name()).toList());
            stages.add(
                    stage("claim", target, now.fleet().ordered(), Reason.POOL_LIMIT, "waits for a grant of " + pools));
            Map<String, Integer> asItIs = now.fleet().orderedByPool();
            return new Placed(asItIs, holding(wishes, asItIs), true);
        }
        Map<String, Integer> placed = after(load, bought.answer());
        return new Placed(placed, keeping(holding(wishes, placed)), false);
    }

    /**
     * After a grant, what is claimed stays as it was but for what is held: were each service to wish for more of one pool
     * whenever it is cut in another, they would answer each other without end.
     */
    private Placed granted(Load load, Answer answer) {
        Map<String, Integer> placed = after(load, answer);
        return new Placed(placed, holding(claims.made(), placed), false);
    }

    /** What is wanted of each pool with a limit, whatever was granted of it; the other pools as they were granted. */
    private List<SharedClaim> claims(Load load, Bought bought) {
        Map<String, Integer> wanted = bought.answer().replicas();
        List<SharedClaim> wishes = new ArrayList<>();
        for (PoolOffer offer : now.offers()) {
            if (buyer.limited(offer)) {
                String pool = offer.pool().name();
                int placed = wanted.getOrDefault(pool, 0);
                Answer free = placed >= buyer.most(offer)
                        ? buyer.withAllOf(offer, load, bought)
                        : new Answer(wanted, Reason.NO_CHANGE, "", Optional.empty());
                int wish = Math.max(placed, free.replicas().getOrDefault(pool, 0));
                wishes.add(SharedClaim.ofPool(
                        pool, now.policy().service(), wish, floor(offer, wish), 0, rank(free.plan())));
            }
        }
        return wishes;
    }

    /** The fewest of the pool, and of the first pool what the fewest of all pools leave of the policy's fewest. */
    private int floor(PoolOffer offer, int wish) {
        boolean first = offer.equals(now.offers().get(0));
        int least = first ? Math.max(offer.min(), now.policy().replicas().min()) : offer.min();
        return Math.min(wish, least);
    }

    /** Who answers now comes before a backlog that may take minutes, and that before one that may take hours. */
    private Rank rank(Optional<BatchPlan> plan) {
        Rank given = now.placement().rank();
        Duration patience = plan.map(BatchPlan::slack)
                .orElseGet(() -> ClaimPriority.patience(now.policy().objective()));
        return new Rank(ClaimPriority.priority(given.priority(), patience), given.weight());
    }

    private static List<SharedClaim> holding(List<SharedClaim> wishes, Map<String, Integer> placed) {
        return wishes.stream()
                .map(claim ->
                        claim.withHolding(placed.getOrDefault(claim.share().name(), 0)))
                .toList();
    }

    /** What stays until others are ready is claimed, or the grant of the mix alone would take it back at once. */
    private static List<SharedClaim> keeping(List<SharedClaim> claims) {
        return claims.stream()
                .map(claim -> claim.withWish(Math.max(claim.wish(), claim.holding())))
                .toList();
    }

    /** What runs until the answer does: moves and, while there is money, slow starts are served by others meanwhile. */
    private Map<String, Integer> after(Load load, Answer answer) {
        Map<String, Integer> wanted = answer.replicas();
        Map<String, Integer> placed = new Handover(now, stages).to(load, wanted, this::mayKeep);
        if (load.batch().isEmpty() && answer.reason() != Reason.BUDGET) {
            new Bridge(now, stages).over(load.demand(), wanted, placed);
        }
        return placed;
    }

    private int mayKeep(String pool) {
        return now.offers().stream()
                .filter(offer -> offer.pool().name().equals(pool))
                .findFirst()
                .map(buyer::most)
                .orElse(Pool.UNLIMITED);
    }

    private static Stage stage(String name, int before, int after, Reason reason, String detail) {
        return new Stage(name, before, after, reason, detail);
    }
}
