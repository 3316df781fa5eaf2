package dev.sluice.control.placement;

import dev.sluice.allocation.Pool;
import dev.sluice.allocation.batch.BatchPlan;
import dev.sluice.allocation.batch.ClaimPriority;
import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.control.placement.problem.PlacementOption;
import dev.sluice.control.placement.problem.PlacementProblem;
import dev.sluice.control.placement.problem.PlacementResult;
import dev.sluice.policy.Placement.Rank;
import dev.sluice.policy.trace.DecisionTrace;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
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
    private final SettledMix settled;
    private final Bridge bridge;
    private final BudgetedSearch search;
    private final PoolReach pools;

    PlacementPlanner(PlacementProblem problem, PoolClaims claims, SettledMix settled) {
        this.now = problem;
        this.claims = claims;
        this.settled = settled;
        this.pools = new PoolReach(problem, claims);
        this.bridge = new Bridge(problem, pools);
        this.search = new BudgetedSearch(problem, claims, settled, bridge);
    }

    /** Places the load, and settles on its mix; {@code sized} tells how the replica count came about. */
    PlacementResult place(DecisionTrace sized) {
        BudgetedSearch.Found found = search.find();
        settled.settle(found.aimed().replicas());
        DecisionTrace explained = search.explain(found, sized);
        PlacementResult result = now.trigger() == Trigger.GRANT
                ? granted(found.chosen(), explained)
                : claiming(found, sized.replicas(), explained);
        return result.withBudget(found.use());
    }

    private PlacementResult claiming(BudgetedSearch.Found found, int target, DecisionTrace trace) {
        List<SharedClaim> wanted = claims(found.aimed());
        if (claims.raisedBy(wanted)) {
            return waiting(wanted, target, trace);
        }
        PlacementResult placed = after(found.chosen(), trace);
        return placed.withClaims(keeping(holding(wanted, placed.replicas())));
    }

    private PlacementResult waiting(List<SharedClaim> wanted, int target, DecisionTrace trace) {
        String pools =
                String.join(", ", wanted.stream().map(c -> c.share().name()).toList());
        Stage stage = new Stage(
                Stage.Name.CLAIM, target, now.fleet().ordered(), Reason.POOL_LIMIT, "waits for a grant of " + pools);
        return PlacementResult.unchanged(now.fleet(), trace.with(stage))
                .withClaims(keeping(holding(wanted, now.fleet().orderedByPool())))
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
     * Returns the claim on each limited pool: what is desired there regardless of its grant, given what the other pools
     * can give.
     */
    private List<SharedClaim> claims(PlacementOption aimed) {
        List<SharedClaim> wanted = new ArrayList<>();
        for (PoolOffer offer : now.offers()) {
            if (pools.limited(offer)) {
                wanted.add(claim(offer, aimed));
            }
        }
        return wanted;
    }

    private SharedClaim claim(PoolOffer offer, PlacementOption aimed) {
        PlacementOption free = freely(offer, aimed);
        int wanted = in(offer, free);
        return SharedClaim.ofPool(
                offer.pool().name(), now.policy().service(), wanted, floor(offer, wanted), 0, rank(now, free.plan()));
    }

    /**
     * Returns the option if the whole pool were there for this service; if that is not enough either, the option without
     * a limit, so that it is said what is missing. Less of a pool can be better than all of its limit: pool a serves 10 a
     * replica and has four, b serves 17. For 110 the cheapest may be 3 a and 5 b, though without the limit it is 11 a.
     */
    private PlacementOption freely(PoolOffer offer, PlacementOption aimed) {
        int limit = offer.pool().limit();
        PlacementOption whole = pools.reach(offer) < limit ? search.aimedWithUpTo(limit, offer) : aimed;
        return in(offer, whole) < limit ? whole : search.aimedWithUpTo(Pool.UNLIMITED, offer);
    }

    private static int in(PoolOffer offer, PlacementOption option) {
        return option.replicas().getOrDefault(offer.pool().name(), 0);
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
        PlacementResult kept = new Handover(now).to(option.replicas(), search::mayKeep, trace);
        boolean bridged = now.load().batch().isEmpty() && option.reason() != Reason.BUDGET;
        return bridged ? bridge.over(option, kept) : kept;
    }
}
