package dev.sluice.control.placement;

import dev.sluice.allocation.batch.BatchPlan;
import dev.sluice.allocation.batch.ClaimPriority;
import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.message.Trigger;
import dev.sluice.policy.DecisionTrace;
import dev.sluice.policy.Placement.Rank;
import dev.sluice.policy.Reason;
import dev.sluice.policy.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides how many replicas of one service run in which pool: the cheapest mix that carries its load within the grants
 * of limited pools. It also decides what to claim of those pools.
 *
 * <p>If a claim rises, the present placement stays until the grant arrives. Otherwise, the move to the new mix starts
 * at once: {@link Handover} stops old replicas only when the new ones are ready, and {@link Bridge} covers slow starts.
 *
 * <p>Example: the cheapest mix is 6 GPU replicas, 4 are granted and running. The service claims 6 and keeps its
 * placement. If the grant says 5, the search runs again with at most 5 GPU replicas and adds replicas of the next
 * cheapest pool.
 */
final class PlacementPlanner {
    private final PlacementProblem now;
    private final PoolClaims claims;
    private final Bridge bridge;
    private final BudgetedSearch search;
    private final PoolReach pools;

    PlacementPlanner(PlacementProblem problem, PoolClaims claims) {
        this.now = problem;
        this.claims = claims;
        this.pools = new PoolReach(problem, claims);
        this.bridge = new Bridge(problem, pools);
        this.search = new BudgetedSearch(problem, claims, bridge);
    }

    /** Places the load; {@code sized} tells how the replica count came about. */
    PlacementResult place(DecisionTrace sized) {
        BudgetedSearch.Found found = search.find();
        DecisionTrace explained = search.explain(found, sized);
        PlacementResult result = now.trigger() == Trigger.GRANT
                ? granted(found.chosen(), explained)
                : claiming(found.chosen(), sized.replicas(), explained);
        return result.withBudget(found.use());
    }

    private PlacementResult claiming(PlacementOption option, int target, DecisionTrace trace) {
        List<SharedClaim> wanted = claims(option);
        if (claims.raisedBy(wanted)) {
            return waiting(wanted, target, trace);
        }
        PlacementResult placed = after(option, trace);
        return placed.withClaims(keeping(holding(wanted, placed.replicas())));
    }

    private PlacementResult waiting(List<SharedClaim> wanted, int target, DecisionTrace trace) {
        String pools =
                String.join(", ", wanted.stream().map(c -> c.share().name()).toList());
        Stage stage = new Stage(
                Stage.Name.CLAIM, target, now.fleet().ordered(), Reason.POOL_LIMIT, "waits for a grant of " + pools);
        return PlacementResult.unchanged(now.fleet(), trace.with(stage))
                .withClaims(holding(wanted, now.fleet().orderedByPool()))
                .waiting();
    }

    /**
     * After a grant, the claimed amounts stay and only the held amounts are updated. If each service asked for more of
     * one pool whenever it is cut in another, services would trigger each other forever.
     */
    private PlacementResult granted(PlacementOption option, DecisionTrace trace) {
        PlacementResult placed = after(option, trace);
        return placed.withClaims(holding(claims.made(), placed.replicas()));
    }

    /**
     * Returns the claim on each limited pool: what is desired there regardless of its grant, given the grants of the
     * other pools.
     */
    private List<SharedClaim> claims(PlacementOption option) {
        List<SharedClaim> wanted = new ArrayList<>();
        for (PoolOffer offer : now.offers()) {
            if (pools.limited(offer)) {
                wanted.add(claim(offer, option));
            }
        }
        return wanted;
    }

    private SharedClaim claim(PoolOffer offer, PlacementOption option) {
        String pool = offer.pool().name();
        int placed = option.replicas().getOrDefault(pool, 0);
        Optional<PlacementOption> free =
                placed >= pools.max(offer) ? Optional.of(search.withAllOf(offer, option.limit())) : Optional.empty();
        int wanted = Math.max(
                placed, free.map(f -> f.replicas().getOrDefault(pool, 0)).orElse(0));
        Rank rank = rank(now, free.flatMap(PlacementOption::plan));
        return SharedClaim.ofPool(pool, now.policy().service(), wanted, floor(offer, wanted), 0, rank);
    }

    /** Returns the minimum to claim: the pool's minimum, and in the first pool at least the policy's minimum. */
    private int floor(PoolOffer offer, int wish) {
        boolean first = offer.equals(now.offers().get(0));
        int least = first ? Math.max(offer.min(), now.policy().replicas().min()) : offer.min();
        return Math.min(wish, least);
    }

    /**
     * Returns the rank of a claim. A service that answers now ranks above work that may take minutes, and that above
     * work that may take hours.
     */
    static Rank rank(PlacementProblem now, Optional<BatchPlan> plan) {
        Rank given = now.placement().rank();
        Duration patience = plan.map(BatchPlan::slack)
                .orElseGet(() -> now.policy().objective().patience());
        return new Rank(ClaimPriority.priority(given.priority(), patience), given.weight());
    }

    static List<SharedClaim> holding(List<SharedClaim> wishes, Map<String, Integer> placed) {
        return wishes.stream()
                .map(claim ->
                        claim.withHolding(placed.getOrDefault(claim.share().name(), 0)))
                .toList();
    }

    /**
     * Claims at least what is held. Otherwise, a grant for the new mix alone would take back at once what must stay
     * until others are ready.
     */
    static List<SharedClaim> keeping(List<SharedClaim> claims) {
        return claims.stream()
                .map(claim -> claim.withWish(Math.max(claim.wish(), claim.holding())))
                .toList();
    }

    /**
     * Returns what runs until the chosen mix is ready: old replicas during a move and, unless a budget cuts, a bridge
     * for slow starts.
     */
    private PlacementResult after(PlacementOption option, DecisionTrace trace) {
        PlacementResult kept = new Handover(now).to(option, search::mayKeep, trace);
        boolean bridged = now.load().batch().isEmpty() && option.reason() != Reason.BUDGET;
        return bridged ? bridge.over(option, kept) : kept;
    }
}
