package dev.sluice.control.placement;

import dev.sluice.allocation.Pool;
import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.message.Load;
import dev.sluice.control.message.SpendLimit;
import dev.sluice.control.placement.PlacementSearch.Answer;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Reason;
import dev.sluice.policy.Stage;
import java.util.List;
import java.util.Locale;

/** Finds the cheapest way to carry a load within what was granted of pools and within what budgets pay for. */
final class BudgetedSearch {
    private final PlacementPlanner.Situation now;
    private final PoolClaims claims;
    private final List<Stage> stages;
    private final PlacementSearch ways;

    BudgetedSearch(PlacementPlanner.Situation now, PoolClaims claims, List<Stage> stages) {
        this.now = now;
        this.claims = claims;
        this.stages = stages;
        this.ways = new PlacementSearch(now, stages);
    }

    /** The cheapest way within grants and, where a budget cuts, within its ceiling. */
    Bought buy(Load load, int target) {
        Answer free = ways.of(load, this::reach, SpendLimit.NO_MATTER);
        SpendLimit money = now.purse().ask(ways.price(free.replicas()), this::floorPrice);
        Bought bought = money.isNoMatter() ? granted(load, free) : within(load, free, money);
        Answer answer = bought.answer();
        now.purse().take(ways.price(answer.replicas()));
        if (!money.detail().isEmpty()) {
            stages.add(new Stage("budget", counted(free), counted(answer), Reason.BUDGET, said(money, bought.money())));
        }
        claims.cuts()
                .forEach(cut ->
                        stages.add(new Stage("pool limit", counted(answer), counted(answer), Reason.POOL_LIMIT, cut)));
        stages.add(new Stage("mix", target, counted(answer), answer.reason(), answer.said()));
        return bought;
    }

    /** What would be bought with the same money if there were no end of replicas in one of the pools. */
    Answer withAllOf(PoolOffer pool, Load load, Bought bought) {
        return ways.of(load, other -> other.equals(pool) ? Pool.UNLIMITED : most(other), bought.money());
    }

    /** What costs no matter is bought as it is wished, as far as that is granted. */
    private Bought granted(Load load, Answer free) {
        boolean all = now.offers().stream().allMatch(offer -> reach(offer) == most(offer));
        return all ? new Bought(free, SpendLimit.NO_MATTER) : at(load, SpendLimit.NO_MATTER);
    }

    private Bought at(Load load, SpendLimit money) {
        Answer answer = ways.of(load, this::most, money);
        boolean few = answer.reason() == Reason.POOL_LIMIT && money.ceiling().isPresent();
        return new Bought(few ? asWell(answer, ways.of(load, this::reach, money)) : answer, money);
    }

    /** Of two answers that are the same, the one that says why: a grant may be small because the money pays for no more. */
    private static Answer asWell(Answer granted, Answer reached) {
        return granted.replicas().equals(reached.replicas()) ? reached : granted;
    }

    /**
     * The cheapest way within the ceiling or, where that is less than what runs, within the price of what runs if this is
     * the nearer to the ceiling: so a large replica is neither lost for a small part of its price nor bought and lost in
     * turn, and the money that is spent too fast is missing from later ceilings. Where demand goes unserved already,
     * nothing that runs is taken back.
     */
    private Bought within(Load load, Answer free, SpendLimit money) {
        Bought bought = at(load, money);
        double running = Math.min(ways.price(now.fleet().orderedByPool()), ways.price(free.replicas()));
        double over = running - money.ceiling().orElse(running);
        double under = running - over - ways.price(bought.answer().replicas());
        boolean keeps = over > 0 && (now.trigger().urgent() || over <= under);
        return keeps ? at(load, money.upTo(running)) : bought;
    }

    /** Most replicas of a pool that it could come to have. */
    private int reach(PoolOffer offer) {
        int limit = offer.pool().limit();
        return limited(offer) ? claims.reach(offer.pool().name(), limit) : limit;
    }

    /** Most replicas of a pool that may be ordered now. */
    int most(PoolOffer offer) {
        int limit = offer.pool().limit();
        return limited(offer) ? Math.min(limit, claims.granted(offer.pool().name(), ordered(offer))) : limit;
    }

    /** Whether it has to be claimed: who is only advised claims nothing. */
    boolean limited(PoolOffer offer) {
        return offer.pool().limit() < Pool.UNLIMITED && now.policy().mode() == Mode.ACT;
    }

    private int ordered(PoolOffer offer) {
        return now.fleet().in(offer.pool().name()).ordered();
    }

    private static String said(SpendLimit allowed, SpendLimit taken) {
        return allowed.equals(taken)
                ? allowed.detail()
                : String.format(
                        Locale.ROOT,
                        "%s, but %.2f an hour is kept",
                        allowed.detail(),
                        taken.ceiling().orElseThrow());
    }

    private int counted(Answer answer) {
        return now.fleet().counted(answer.replicas());
    }

    /** The price of the fewest replicas, as cheap as they can be had. */
    private double floorPrice() {
        double least = now.policy().replicas().min()
                * now.fleet().rate(now.offers().get(0).pool().name());
        return ways.price(
                ways.of(Load.of(least), this::most, SpendLimit.NO_MATTER).replicas());
    }
}
