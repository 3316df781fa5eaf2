package dev.sluice.control;

import dev.sluice.allocation.Pool;
import dev.sluice.allocation.batch.BatchPlan;
import dev.sluice.allocation.batch.Urgency;
import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.control.Ways.Answer;
import dev.sluice.policy.Mode;
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
final class Placer {
    private final Situation now;
    private final Claims claims;
    private final List<Stage> stages;
    private final Ways ways;

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
            ScalingPolicy policy, List<Offer> offers, Deployment fleet, Money.Purse purse, Trigger trigger, long at) {
        Placement placement() {
            return policy.placement();
        }
    }

    Placer(Situation now, Claims claims, List<Stage> stages) {
        this.now = now;
        this.claims = claims;
        this.stages = stages;
        this.ways = new Ways(now, stages);
    }

    /** Places {@code load}; {@code target} is the size that it comes to, for the record. */
    Placed place(Load load, int target) {
        Priced priced = priced(load, target);
        return now.trigger() == Trigger.GRANT ? granted(load, priced.answer) : claiming(load, priced, target);
    }

    /** The cheapest way, and the money that it was found with. */
    private record Priced(Answer answer, Money money) {}

    private Placed claiming(Load load, Priced priced, int target) {
        List<SharedClaim> wishes = claims(load, priced);
        if (claims.raisedBy(wishes)) {
            String pools =
                    String.join(", ", wishes.stream().map(c -> c.share().name()).toList());
            stages.add(
                    stage("claim", target, now.fleet().ordered(), Reason.POOL_LIMIT, "waits for a grant of " + pools));
            Map<String, Integer> asItIs = now.fleet().orderedByPool();
            return new Placed(asItIs, holding(wishes, asItIs), true);
        }
        Map<String, Integer> placed = after(load, priced.answer);
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

    /** The cheapest way within grants and, where a budget cuts, within its ceiling. */
    private Priced priced(Load load, int target) {
        Answer free = ways.of(load, this::reach, Money.NO_MATTER);
        Money money = now.purse().ask(price(free.replicas()), floorPrice());
        Priced priced = money.isNoMatter() ? at(load, money) : bought(load, free, money);
        Answer answer = priced.answer;
        now.purse().take(price(answer.replicas()));
        if (!money.detail().isEmpty()) {
            String kept = priced.money.equals(money) ? "" : ", but what runs is kept";
            stages.add(stage("budget", counted(free), counted(answer), Reason.BUDGET, money.detail() + kept));
        }
        claims.cuts()
                .forEach(cut ->
                        stages.add(stage("pool limit", counted(answer), counted(answer), Reason.POOL_LIMIT, cut)));
        stages.add(stage("mix", target, counted(answer), answer.reason(), answer.said()));
        return priced;
    }

    private Priced at(Load load, Money money) {
        Answer answer = ways.of(load, this::most, money);
        boolean few = answer.reason() == Reason.POOL_LIMIT && money.ceiling().isPresent();
        return new Priced(few ? asWell(answer, ways.of(load, this::reach, money)) : answer, money);
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
    private Priced bought(Load load, Answer free, Money money) {
        Priced bought = at(load, money);
        double running = Math.min(price(now.fleet().orderedByPool()), price(free.replicas()));
        double over = running - money.ceiling().orElse(running);
        double under = running - over - price(bought.answer.replicas());
        boolean keeps = over > 0 && (now.trigger().urgent() || over <= under);
        return keeps ? at(load, money.upTo(running)) : bought;
    }

    /** Most replicas of a pool that it could come to have. */
    private int reach(Offer offer) {
        int limit = offer.pool().limit();
        return limited(offer) ? claims.reach(offer.pool().name(), limit) : limit;
    }

    /** Most replicas of a pool that may be ordered now. */
    private int most(Offer offer) {
        int limit = offer.pool().limit();
        return limited(offer) ? Math.min(limit, claims.granted(offer.pool().name(), ordered(offer))) : limit;
    }

    /** Whether it has to be claimed: who is only advised claims nothing. */
    private boolean limited(Offer offer) {
        return offer.pool().limit() < Pool.UNLIMITED && now.policy().mode() == Mode.ACT;
    }

    private int ordered(Offer offer) {
        return now.fleet().in(offer.pool().name()).ordered();
    }

    /** What is wanted of each pool with a limit, whatever was granted of it; the other pools as they were granted. */
    private List<SharedClaim> claims(Load load, Priced priced) {
        Map<String, Integer> wanted = priced.answer.replicas();
        List<SharedClaim> wishes = new ArrayList<>();
        for (Offer offer : now.offers()) {
            if (limited(offer)) {
                String pool = offer.pool().name();
                int placed = wanted.getOrDefault(pool, 0);
                boolean binds = placed >= most(offer);
                Answer free = binds
                        ? ways.of(load, other -> other.equals(offer) ? Pool.UNLIMITED : most(other), priced.money)
                        : new Answer(wanted, Reason.NO_CHANGE, "", Optional.empty());
                int wish = Math.max(placed, free.replicas().getOrDefault(pool, 0));
                wishes.add(SharedClaim.ofPool(
                        pool, now.policy().service(), wish, floor(offer, wish), 0, rank(free.plan())));
            }
        }
        return wishes;
    }

    /** The fewest of the pool, and of the first pool what the fewest of all pools leave of the policy's fewest. */
    private int floor(Offer offer, int wish) {
        boolean first = offer.equals(now.offers().get(0));
        int least = first ? Math.max(offer.min(), now.policy().replicas().min()) : offer.min();
        return Math.min(wish, least);
    }

    /** Who answers now comes before a backlog that may take minutes, and that before one that may take hours. */
    private Rank rank(Optional<BatchPlan> plan) {
        Rank given = now.placement().rank();
        Duration patience = plan.map(BatchPlan::slack)
                .orElseGet(() -> Urgency.patience(now.policy().objective()));
        return new Rank(Urgency.priority(given.priority(), patience), given.weight());
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
                .map(this::most)
                .orElse(Pool.UNLIMITED);
    }

    private int counted(Answer answer) {
        return counted(answer.replicas());
    }

    private int counted(Map<String, Integer> replicas) {
        return now.fleet().counted(replicas);
    }

    private double price(Map<String, Integer> replicas) {
        return now.offers().stream()
                .mapToDouble(offer -> replicas.getOrDefault(offer.pool().name(), 0)
                        * offer.pool().pricePerHour())
                .sum();
    }

    /** The price of the fewest replicas, as cheap as they can be had. */
    private double floorPrice() {
        double least = now.policy().replicas().min()
                * now.fleet().rate(now.offers().get(0).pool().name());
        return price(ways.of(Load.of(least), this::most, Money.NO_MATTER).replicas());
    }

    private static Stage stage(String name, int before, int after, Reason reason, String detail) {
        return new Stage(name, before, after, reason, detail);
    }
}
