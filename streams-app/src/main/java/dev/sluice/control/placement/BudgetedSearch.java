package dev.sluice.control.placement;

import dev.sluice.allocation.Pool;
import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.message.Load;
import dev.sluice.control.message.money.BudgetUse;
import dev.sluice.control.message.money.SpendLimit;
import dev.sluice.policy.DecisionTrace;
import dev.sluice.policy.Reason;
import dev.sluice.policy.Stage;

/**
 * Finds the cheapest way to carry a load within grants and budgets. It is a pure search: the suppressed spend that it
 * returns is recorded only when the decision is made.
 *
 * <p>It searches first without budgets and grants, and asks the budgets for the price of that mix. If they set no limit
 * and all of it is granted, this mix is chosen. Otherwise it searches again within the grants and the ceiling.
 */
final class BudgetedSearch {
    private final PlacementProblem problem;
    private final PoolClaims claims;
    private final PoolReach pools;
    private final PlacementSearch search;

    BudgetedSearch(PlacementProblem problem, PoolClaims claims, Bridge bridge) {
        this.problem = problem;
        this.claims = claims;
        this.pools = new PoolReach(problem, claims);
        this.search = new PlacementSearch(problem, bridge);
    }

    /**
     * The result of a search.
     *
     * @param wanted the cheapest option if budgets and grants did not matter
     * @param chosen the cheapest option within them
     * @param limit the budgets' answer for the wanted option
     * @param suppressedPerHour money per hour that budgets keep from being spent
     */
    record Found(PlacementOption wanted, PlacementOption chosen, SpendLimit limit, double suppressedPerHour) {
        BudgetUse use() {
            return new BudgetUse(limit.asked().map(SpendLimit.Asked::ask), suppressedPerHour);
        }
    }

    /** Finds the cheapest option within grants and, if a budget limits spending, within its ceiling. */
    Found find() {
        PlacementOption wanted = search.find(problem.load(), pools::reach, SpendLimit.NONE);
        SpendLimit limit = problem.budget().limitFor(problem.price(wanted.replicas()), this::floorPrice);
        PlacementOption chosen = limit.isNone() ? granted(wanted, limit) : within(wanted, limit);
        boolean asked = limit.asked().isPresent();
        return new Found(wanted, chosen, limit, asked ? limit.suppressed(problem.price(chosen.replicas())) : 0);
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

    /** Finds the option for the same money if one of the pools were unlimited. */
    PlacementOption withAllOf(PoolOffer pool, SpendLimit limit) {
        return search.find(problem.load(), other -> other.equals(pool) ? Pool.UNLIMITED : pools.max(other), limit);
    }

    /** Without a limit on spending, the wanted option is taken, up to what is granted. */
    private PlacementOption granted(PlacementOption wanted, SpendLimit limit) {
        boolean all = problem.offers().stream().allMatch(offer -> pools.reach(offer) == pools.max(offer));
        return all ? wanted.under(limit) : at(limit);
    }

    private PlacementOption at(SpendLimit limit) {
        PlacementOption option = search.find(problem.load(), pools::max, limit);
        boolean few = option.reason() == Reason.POOL_LIMIT && limit.ceiling().isPresent();
        return few ? asWell(option, search.find(problem.load(), pools::reach, limit)) : option;
    }

    /** Of two equal options, returns the one that states the reason: a grant may be small because money is short. */
    private static PlacementOption asWell(PlacementOption granted, PlacementOption reached) {
        return granted.replicas().equals(reached.replicas()) ? reached : granted;
    }

    /**
     * Finds the cheapest option within the ceiling. If more than that is already running and its price is at least as
     * close to the ceiling, the running price is allowed instead. So a large replica is not dropped for a small part of
     * its price, nor bought and dropped in turn; the overspend lowers later ceilings. If demand is already unserved,
     * nothing that runs is taken back.
     *
     * <p>Example: the ceiling is 8 per hour, a replica costs 5, and two are running for 10. One replica would leave 3
     * unspent, two exceed the ceiling by 2: both stay.
     */
    private PlacementOption within(PlacementOption wanted, SpendLimit limit) {
        PlacementOption option = at(limit);
        double running = Math.min(problem.price(problem.fleet().orderedByPool()), problem.price(wanted.replicas()));
        double over = running - limit.ceiling().orElse(running);
        double under = running - over - problem.price(option.replicas());
        boolean keeps = over > 0 && (problem.trigger().urgent() || over <= under);
        return keeps ? at(limit.raisedTo(running)) : option;
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
        PlacementOption minimum = search.find(Load.of(least), pools::max, SpendLimit.NONE);
        return problem.price(minimum.replicas());
    }
}
