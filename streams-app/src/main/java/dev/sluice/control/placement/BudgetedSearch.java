package dev.sluice.control.placement;

import dev.sluice.allocation.Pool;
import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.message.BudgetUse;
import dev.sluice.control.message.Load;
import dev.sluice.control.message.SpendLimit;
import dev.sluice.policy.DecisionTrace;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Reason;
import dev.sluice.policy.Stage;

/**
 * Finds the cheapest way to carry a load within what was granted of pools and within what budgets pay for. It only
 * searches: what comes of it is booked when it is decided.
 */
final class BudgetedSearch {
    private final PlacementProblem problem;
    private final PoolClaims claims;
    private final PlacementSearch search;

    BudgetedSearch(PlacementProblem problem, PoolClaims claims) {
        this.problem = problem;
        this.claims = claims;
        this.search = new PlacementSearch(problem);
    }

    /**
     * What a search found.
     *
     * @param wanted the cheapest way if budgets and grants did not matter
     * @param chosen the cheapest way within them
     * @param limit what budgets said of the wanted way
     * @param suppressedPerHour money per hour that budgets keep from being spent
     */
    record Found(PlacementOption wanted, PlacementOption chosen, SpendLimit limit, double suppressedPerHour) {
        BudgetUse use() {
            return new BudgetUse(limit.asked().map(SpendLimit.Asked::ask), suppressedPerHour);
        }
    }

    /** The cheapest way within grants and, where a budget cuts, within its ceiling. */
    Found find() {
        PlacementOption wanted = search.find(problem.load(), this::reach, SpendLimit.NONE);
        SpendLimit limit = problem.budget().limitFor(problem.price(wanted.replicas()), this::floorPrice);
        PlacementOption chosen = limit.isNone() ? granted(wanted, limit) : within(wanted, limit);
        return new Found(wanted, chosen, limit, limit.suppressed(problem.price(chosen.replicas())));
    }

    /** Adds what budgets, limits of pools and prices made of a size. */
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

    /** What would be chosen with the same money if one of the pools had replicas without end. */
    PlacementOption withAllOf(PoolOffer pool, SpendLimit limit) {
        return search.find(problem.load(), other -> other.equals(pool) ? Pool.UNLIMITED : max(other), limit);
    }

    /** Without a limit on spending, what is wanted is taken as far as it is granted. */
    private PlacementOption granted(PlacementOption wanted, SpendLimit limit) {
        boolean all = problem.offers().stream().allMatch(offer -> reach(offer) == max(offer));
        return all ? wanted.under(limit) : at(limit);
    }

    private PlacementOption at(SpendLimit limit) {
        PlacementOption option = search.find(problem.load(), this::max, limit);
        boolean few = option.reason() == Reason.POOL_LIMIT && limit.ceiling().isPresent();
        return few ? asWell(option, search.find(problem.load(), this::reach, limit)) : option;
    }

    /** Of two equal options, the one that says why: a grant may be small because the money pays for no more. */
    private static PlacementOption asWell(PlacementOption granted, PlacementOption reached) {
        return granted.replicas().equals(reached.replicas()) ? reached : granted;
    }

    /**
     * The cheapest way within the ceiling or, where that is less than what runs, within the price of what runs if this is
     * the nearer to the ceiling: so a large replica is neither lost for a small part of its price nor bought and lost in
     * turn, and the money that is spent too fast is missing from later ceilings. Where demand goes unserved already,
     * nothing that runs is taken back.
     */
    private PlacementOption within(PlacementOption wanted, SpendLimit limit) {
        PlacementOption option = at(limit);
        double running = Math.min(problem.price(problem.fleet().orderedByPool()), problem.price(wanted.replicas()));
        double over = running - limit.ceiling().orElse(running);
        double under = running - over - problem.price(option.replicas());
        boolean keeps = over > 0 && (problem.trigger().urgent() || over <= under);
        return keeps ? at(limit.raisedTo(running)) : option;
    }

    /** Most replicas of a pool that it could come to have. */
    private int reach(PoolOffer offer) {
        int limit = offer.pool().limit();
        return limited(offer) ? claims.reach(offer.pool().name(), limit) : limit;
    }

    /** Most replicas of a pool that may be ordered now. */
    int max(PoolOffer offer) {
        int limit = offer.pool().limit();
        return limited(offer) ? Math.min(limit, claims.granted(offer.pool().name(), ordered(offer))) : limit;
    }

    /** Most replicas of a pool that may stay there until others are ready. */
    int mayKeep(String pool) {
        return problem.offers().stream()
                .filter(offer -> offer.pool().name().equals(pool))
                .findFirst()
                .map(this::max)
                .orElse(Pool.UNLIMITED);
    }

    /** Whether it has to be claimed: a service that is only advised claims nothing. */
    boolean limited(PoolOffer offer) {
        return offer.pool().limit() < Pool.UNLIMITED && problem.policy().mode() == Mode.ACT;
    }

    private int ordered(PoolOffer offer) {
        return problem.fleet().in(offer.pool().name()).ordered();
    }

    /** The price of the minimum, as cheap as it can be had. */
    private double floorPrice() {
        double least = problem.policy().replicas().min()
                * problem.fleet().rate(problem.offers().get(0).pool().name());
        PlacementOption minimum = search.find(Load.of(least), this::max, SpendLimit.NONE);
        return problem.price(minimum.replicas());
    }
}
