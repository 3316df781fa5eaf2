package dev.sluice.control.placement;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.control.message.money.BudgetUse;
import dev.sluice.control.message.money.SpendLimit;
import dev.sluice.control.message.proposal.RoleNeed;
import dev.sluice.control.message.proposal.RoleSizes;
import dev.sluice.control.placement.problem.PlacementProblem;
import dev.sluice.control.placement.problem.PlacementResult;
import dev.sluice.policy.pool.Role;
import dev.sluice.policy.pool.Roles;
import dev.sluice.policy.trace.DecisionTrace;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/**
 * Places replicas of two roles, each in the pool of its role, in the ratio in which they are needed.
 *
 * <p>If one pool has too little, the other role is not grown beyond what that serves, and starts beyond it are taken
 * back. What is ready stays as long as it is wanted: shortages are often over sooner than a replica starts. If the policy names another pool for a role, what
 * runs in the old one stays until both roles have what they need.
 *
 * <p>Example: 5 prefill and 10 decode replicas are wanted, and the pool of prefill has 3. Those serve 60 %: decode grows
 * to 6. Replicas that only work off a queue do not count for that share, and decode always has as many as the answers
 * take that are generated now: prompts that wait bring none.
 */
final class RolePlacement {
    private final PlacementProblem now;
    private final PoolClaims claims;
    private final PoolReach pools;
    private final Roles roles;
    private final RoleNeed need;
    private final RoleSizes wanted;

    RolePlacement(PlacementProblem problem, PoolClaims claims) {
        this.now = problem;
        this.claims = claims;
        this.pools = new PoolReach(problem, claims);
        this.roles = problem.placement().roles().orElseThrow();
        this.need = problem.roles().orElseThrow();
        this.wanted = need.wanted();
    }

    /** Places both roles; {@code sized} tells how the sum came about. */
    PlacementResult place(DecisionTrace sized) {
        DecisionTrace both =
                sized.to(wanted.sum(), Stage.Name.BOUNDS, Reason.BELOW_MINIMUM, "each role has one replica at least");
        List<SharedClaim> wishes = wishes();
        return now.trigger() != Trigger.GRANT && claims.raisedBy(wishes) ? waiting(wishes, both) : placed(wishes, both);
    }

    private PlacementResult waiting(List<SharedClaim> wishes, DecisionTrace trace) {
        String names = String.join(
                ", ", wishes.stream().map(claim -> claim.share().name()).toList());
        Stage stage = new Stage(
                Stage.Name.CLAIM,
                trace.replicas(),
                now.fleet().ordered(),
                Reason.POOL_LIMIT,
                "waits for a grant of " + names);
        return PlacementResult.unchanged(now.fleet(), trace.with(stage))
                .withClaims(PlacementPlanner.holding(wishes, now.fleet().orderedByPool()))
                .waiting();
    }

    private PlacementResult placed(List<SharedClaim> wishes, DecisionTrace trace) {
        Map<String, Integer> chosen = inRatio();
        SpendLimit limit = now.budget().limitFor(now.price(chosen), this::floorPrice);
        Map<String, Integer> paid = limit.ceiling().isPresent() ? within(limit, chosen) : chosen;
        DecisionTrace explained = explained(trace, chosen, paid, limit);
        PlacementResult result = left(paid, explained);
        List<SharedClaim> made = now.trigger() == Trigger.GRANT
                ? PlacementPlanner.holding(claims.made(), result.replicas())
                : PlacementPlanner.keeping(PlacementPlanner.holding(wishes, result.replicas()));
        double suppressed = limit.asked().isPresent() ? limit.suppressed(now.price(paid)) : 0;
        return result.withClaims(made).withBudget(new BudgetUse(limit.asked().map(SpendLimit.Asked::ask), suppressed));
    }

    /** Returns what the pools have of what is wanted; the other role is not grown beyond what that serves. */
    private Map<String, Integer> inRatio() {
        double share = share(pools::max);
        Map<String, Integer> replicas = new TreeMap<>();
        for (Role role : Role.values()) {
            int may = pools.max(offer(role));
            int served = served(role, share);
            int running = Math.min(now.fleet().ready(pool(role), now.at()), wanted(role));
            replicas.put(pool(role), Math.min(may, Math.max(served, running)));
        }
        return replicas;
    }

    /** The share of the need that both pools serve, with these maximums. */
    private double share(ToIntFunction<PoolOffer> most) {
        return Math.min(share(Role.PREFILL, most), share(Role.DECODE, most));
    }

    private double share(Role role, ToIntFunction<PoolOffer> most) {
        int has = most.applyAsInt(offer(role));
        return role == Role.PREFILL ? need.prefillShare(has) : need.decodeShare(has);
    }

    /** Replicas of a role that a share of the need takes. */
    private int served(Role role, double share) {
        return role == Role.PREFILL ? need.prefillOf(share) : need.decodeOf(share);
    }

    /** Returns as much of both as the money buys, and the minimum whatever it costs. */
    private Map<String, Integer> within(SpendLimit limit, Map<String, Integer> chosen) {
        double most = Math.max(limit.ceiling().getAsDouble(), floorPrice()) * (1 + 1e-12);
        Map<String, Integer> bought = chosen;
        for (int sum = wanted.sum(); sum >= 2 && now.price(bought) > most; sum--) {
            bought = atMost(chosen, wanted.split(sum));
        }
        return now.price(bought) > most ? atMost(chosen, RoleSizes.ZERO) : bought;
    }

    private Map<String, Integer> atMost(Map<String, Integer> chosen, RoleSizes sizes) {
        Map<String, Integer> less = new TreeMap<>(chosen);
        less.merge(roles.prefill().pool(), sizes.prefill(), Math::min);
        less.merge(roles.decode().pool(), sizes.decode(), Math::min);
        return less;
    }

    private double floorPrice() {
        RoleSizes least = wanted.split(now.policy().replicas().min());
        return now.price(
                Map.of(roles.prefill().pool(), least.prefill(), roles.decode().pool(), least.decode()));
    }

    private DecisionTrace explained(
            DecisionTrace trace, Map<String, Integer> chosen, Map<String, Integer> paid, SpendLimit limit) {
        int sum = sum(chosen);
        DecisionTrace said = trace;
        for (Role role : Role.values()) {
            int may = pools.max(offer(role));
            if (may < wanted(role) && share(role, pools::max) <= share(pools::max)) {
                said = said.with(new Stage(
                        Stage.Name.POOL_LIMIT, said.replicas(), sum, Reason.POOL_LIMIT, shortage(role, may, chosen)));
            }
        }
        for (String cut : claims.cuts()) {
            said = said.with(
                    new Stage(Stage.Name.POOL_LIMIT, said.replicas(), said.replicas(), Reason.POOL_LIMIT, cut));
        }
        if (!limit.detail().isEmpty()) {
            said = said.with(new Stage(Stage.Name.BUDGET, said.replicas(), sum(paid), Reason.BUDGET, limit.detail()));
        }
        String mix = "prefill " + paid.getOrDefault(roles.prefill().pool(), 0) + " in "
                + roles.prefill().pool() + ", decode "
                + paid.getOrDefault(roles.decode().pool(), 0) + " in "
                + roles.decode().pool();
        return said.with(new Stage(Stage.Name.MIX, said.replicas(), sum(paid), Reason.CHEAPEST_MIX, mix));
    }

    private String shortage(Role role, int may, Map<String, Integer> chosen) {
        Role other = role == Role.PREFILL ? Role.DECODE : Role.PREFILL;
        return pool(role) + " has " + may + " of " + wanted(role) + " that " + role.key() + " asks for: " + other.key()
                + " has " + chosen.getOrDefault(pool(other), 0) + " of " + wanted(other)
                + ", and is not grown beyond what "
                + role.key() + " serves";
    }

    /** Adds what stays in pools that no role names any more. */
    private PlacementResult left(Map<String, Integer> replicas, DecisionTrace trace) {
        boolean ready = Arrays.stream(Role.values())
                .allMatch(role -> now.fleet().ready(pool(role), now.at()) >= replicas.getOrDefault(pool(role), 0));
        Map<String, Integer> all = new TreeMap<>(replicas);
        DecisionTrace said = trace;
        for (String pool : now.fleet().pools()) {
            int ordered = now.fleet().in(pool).ordered();
            if (ordered > 0 && !replicas.containsKey(pool)) {
                int kept = ready ? 0 : ordered;
                all.put(pool, kept);
                String stay = kept + " stay in " + (pool.isEmpty() ? "the pool without a name" : pool)
                        + " until both roles are ready";
                said = kept == 0
                        ? said
                        : said.with(new Stage(
                                Stage.Name.HANDOVER,
                                said.replicas(),
                                now.fleet().counted(all),
                                Reason.HANDOVER,
                                stay));
            }
        }
        return PlacementResult.of(all, now.fleet(), said);
    }

    /** What is claimed of limited pools: no more than what the other role's pool can ever match. */
    private List<SharedClaim> wishes() {
        double share = share(pools::reach);
        return Arrays.stream(Role.values())
                .filter(role -> pools.limited(offer(role)))
                .map(role -> wish(role, share))
                .toList();
    }

    private SharedClaim wish(Role role, double share) {
        boolean scarce = pools.reach(offer(role)) < wanted(role);
        int served = served(role, share);
        int wish = scarce ? wanted(role) : Math.min(wanted(role), Math.max(1, served));
        int least = Math.min(wish, now.policy().replicas().min() > 0 ? 1 : 0);
        return SharedClaim.ofPool(
                pool(role), now.policy().service(), wish, least, 0, PlacementPlanner.rank(now, Optional.empty()));
    }

    private PoolOffer offer(Role role) {
        return now.offers().stream()
                .filter(offer -> offer.pool().name().equals(pool(role)))
                .findFirst()
                .orElseThrow();
    }

    private String pool(Role role) {
        return roles.in(role).pool();
    }

    private int wanted(Role role) {
        return role == Role.PREFILL ? wanted.prefill() : wanted.decode();
    }

    private static int sum(Map<String, Integer> replicas) {
        return replicas.values().stream().mapToInt(Integer::intValue).sum();
    }
}
