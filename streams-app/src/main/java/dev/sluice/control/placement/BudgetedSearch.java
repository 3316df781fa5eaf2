package dev.sluice.control.placement;

import dev.sluice.allocation.Pool;
import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.message.money.BudgetUse;
import dev.sluice.control.message.money.SpendLimit;
import dev.sluice.control.message.proposal.Load;
import dev.sluice.control.placement.problem.PlacementOption;
import dev.sluice.control.placement.problem.PlacementProblem;
import dev.sluice.policy.trace.DecisionTrace;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Finds the cheapest way to carry a load within grants and budgets. It is a pure search: the suppressed spend that it
 * returns is recorded only when the decision is made.
 *
 * <p>It searches first without budgets, and asks the budgets for the price of that mix. Within the ceiling that they
 * set, it then looks for the mix to <em>aim</em> at: grants that can still rise count as if they had. What is chosen now
 * is the cheapest mix within the grants at hand. So the aim does not depend on what was claimed before, and a claim
 * never follows the grant that it caused.
 */
final class BudgetedSearch {
    /** A mix stays if it costs more than the ceiling, or carries less than the ceiling buys, by less than this part. */
    private static final double CLOSE = .03;

    private final PlacementProblem problem;
    private final PoolClaims claims;
    private final PoolReach pools;
    private final SettledMix settled;
    private final PlacementSearch search;

    BudgetedSearch(PlacementProblem problem, PoolClaims claims, SettledMix settled, Bridge bridge) {
        this.problem = problem;
        this.claims = claims;
        this.pools = new PoolReach(problem, claims);
        this.settled = settled;
        this.search = new PlacementSearch(problem, bridge);
    }

    /**
     * The result of a search.
     *
     * @param wanted the cheapest option if budgets and grants did not matter
     * @param aimed the cheapest option within budgets, as soon as it is granted: what to claim
     * @param chosen the cheapest option within budgets and grants
     * @param limit the budgets' answer for the wanted option
     * @param suppressedPerHour money per hour that budgets keep from being spent
     */
    record Found(
            PlacementOption wanted,
            PlacementOption aimed,
            PlacementOption chosen,
            SpendLimit limit,
            double suppressedPerHour) {
        BudgetUse use() {
            return new BudgetUse(limit.asked().map(SpendLimit.Asked::ask), suppressedPerHour);
        }
    }

    /** What to aim at: the cheapest option within budgets, and the one if budgets did not matter. */
    private record Aim(PlacementOption wanted, SpendLimit limit, PlacementOption option) {}

    /** Finds the cheapest option within grants and, if a budget limits spending, within its ceiling. */
    Found find() {
        Aim aim = aim(pools::reach);
        SpendLimit limit = aim.limit;
        PlacementOption chosen = granted(aim.option);
        boolean asked = limit.asked().isPresent();
        double suppressed = asked ? limit.suppressed(problem.price(chosen.replicas())) : 0;
        return new Found(aim.wanted, aim.option, chosen, limit, suppressed);
    }

    /** Finds what would be aimed at if there were up to {@code max} replicas of one of the pools. */
    PlacementOption aimedWithUpTo(int max, PoolOffer pool) {
        return aim(other -> other.equals(pool) ? max : pools.reach(other)).option;
    }

    private Aim aim(ToIntFunction<PoolOffer> reach) {
        PlacementOption wanted = search.find(problem.load(), reach, SpendLimit.NONE);
        SpendLimit limit = problem.budget().limitFor(problem.price(wanted.replicas()), this::floorPrice);
        return new Aim(wanted, limit, limit.isNone() ? wanted.under(limit) : within(wanted, limit, reach));
    }

    /** Adds the stages for budgets, pool limits and the mix. */
    DecisionTrace explain(Found found, DecisionTrace trace) {
        int wanted = problem.fleet().counted(found.wanted().replicas());
        int chosen = problem.fleet().counted(found.chosen().replicas());
        DecisionTrace explained = trace;
        String said = found.chosen().limit().detail();
        if (!said.isEmpty()) {
            explained = explained.with(new Stage(Stage.Name.BUDGET, wanted, chosen, Reason.BUDGET, said));
        }
        for (String cut : claims.cuts()) {
            explained = explained.with(new Stage(Stage.Name.POOL_LIMIT, chosen, chosen, Reason.POOL_LIMIT, cut));
        }
        return explained.with(new Stage(
                Stage.Name.MIX,
                trace.replicas(),
                chosen,
                found.chosen().reason(),
                found.chosen().detail()));
    }

    /** Returns what is aimed at or, if that is not all granted, the cheapest option within the grants. */
    private PlacementOption granted(PlacementOption aimed) {
        boolean all = problem.offers().stream()
                .allMatch(offer -> aimed.replicas().getOrDefault(offer.pool().name(), 0) <= pools.max(offer));
        return all ? aimed : search.find(problem.load(), pools::max, aimed.limit());
    }

    /**
     * Finds the cheapest option within the ceiling. The settled mix stays if its price is about the ceiling or at least as
     * close to it as that of the option, and if it carries about as much. So a large replica is not dropped for a small
     * part of its price, nor bought and dropped in turn, and mixes that differ by little do not follow each other as the
     * ceiling moves; what is overspent or left lowers or raises later ceilings. If demand is already unserved, nothing
     * that runs is taken back.
     *
     * <p>Example: the ceiling is 8 per hour, a replica costs 5, and two are settled for 10. One replica would leave 3
     * unspent, two exceed the ceiling by 2: both stay.
     */
    private PlacementOption within(PlacementOption wanted, SpendLimit limit, ToIntFunction<PoolOffer> reach) {
        PlacementOption option = search.find(problem.load(), reach, limit);
        if (limit.ceiling().isEmpty()) {
            return option;
        }
        double ceiling = limit.ceiling().getAsDouble();
        double most = problem.price(wanted.replicas());
        double running = Math.min(most, problem.price(problem.fleet().orderedByPool()));
        if (problem.trigger().urgent() && running > ceiling) {
            return search.find(problem.load(), reach, limit.raisedTo(running));
        }
        double nearest = Math.max((1 + CLOSE) * ceiling, 2 * ceiling - problem.price(option.replicas()));
        PlacementOption kept = kept(limit, Math.min(most, nearest), reach);
        return carried(kept) < (1 - CLOSE) * carried(option) ? option : kept;
    }

    private double carried(PlacementOption option) {
        return Math.min(problem.load().demand(), problem.fleet().capacity(option.replicas()));
    }

    /** Returns the settled mix, or as much of it as {@code most} money per hour pays for. */
    private PlacementOption kept(SpendLimit limit, double most, ToIntFunction<PoolOffer> reach) {
        Map<String, Integer> before = settled.replicas(problem);
        SpendLimit raised = limit.raisedTo(Math.min(most, problem.price(before)));
        // how work with a deadline goes on for that money is planned anew
        PlacementOption kept = problem.load().batch().isPresent()
                ? search.find(problem.load(), reach, raised)
                : partOf(before, raised, reach);
        double price = problem.price(kept.replicas());
        return kept.under(price > limit.ceiling().orElse(price) ? limit.raisedTo(price) : limit);
    }

    private PlacementOption partOf(Map<String, Integer> before, SpendLimit limit, ToIntFunction<PoolOffer> reach) {
        ToIntFunction<PoolOffer> stays = offer -> Math.min(
                reach.applyAsInt(offer),
                Math.max(offer.min(), before.getOrDefault(offer.pool().name(), 0)));
        PlacementOption part = search.find(problem.load(), stays, limit);
        return part.reason() == Reason.POOL_LIMIT ? part.because(Reason.BUDGET) : part;
    }

    /** Returns the maximum replicas of a pool that may stay until others are ready. */
    int mayKeep(String pool) {
        return problem.offers().stream()
                .filter(offer -> offer.pool().name().equals(pool))
                .findFirst()
                .map(pools::max)
                .orElse(Pool.UNLIMITED);
    }

    /** Returns the lowest price of the minimum replica count. */
    private double floorPrice() {
        double least = problem.policy().replicas().min()
                * problem.fleet().rate(problem.offers().get(0).pool().name());
        PlacementOption minimum = search.find(Load.ofReplicas(least), pools::max, SpendLimit.NONE);
        return problem.price(minimum.replicas());
    }
}
