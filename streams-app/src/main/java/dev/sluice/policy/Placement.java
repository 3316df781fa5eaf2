package dev.sluice.policy;

import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.policy.pool.Roles;
import dev.sluice.text.Checks;
import dev.sluice.text.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Where a service runs, how it ranks there, what it may cost and how large its replicas may be.
 *
 * @param pools the pools that it can run on, in order of preference among equals; replica counts of the policy are in
 *     replicas of the first. Empty: one pool without a name, price or limit
 * @param spotShare maximum share of capacity that the provider may take back, 0 to 1
 * @param moves the price of moving between pools
 * @param rank rank if a pool has too little capacity
 * @param tenant who pays; empty if not set
 * @param budget what it may cost
 * @param size how large one replica may be; empty: resources are not managed
 * @param roles replicas of two roles, whose pools {@code pools} then names; empty: all replicas do the same
 */
public record Placement(
        List<PoolTerms> pools,
        double spotShare,
        Moves moves,
        Rank rank,
        String tenant,
        Optional<MonthlyBudget> budget,
        Optional<SizeTerms> size,
        Optional<Roles> roles) {
    /** Runs wherever its platform puts it. */
    public static final Placement ANYWHERE =
            new Placement(List.of(), 1, Moves.DEFAULT, Rank.EQUAL, "", Optional.empty(), Optional.empty());

    /** A placement of replicas that all do the same. */
    public Placement(
            List<PoolTerms> pools,
            double spotShare,
            Moves moves,
            Rank rank,
            String tenant,
            Optional<MonthlyBudget> budget,
            Optional<SizeTerms> size) {
        this(pools, spotShare, moves, rank, tenant, budget, size, Optional.empty());
    }

    public Placement {
        pools = roles.map(Roles::pools).orElse(List.copyOf(pools));
        Checks.share("spotShare", spotShare);
        if (pools.stream().map(PoolTerms::pool).distinct().count() < pools.size()) {
            throw new IllegalArgumentException("pools names one pool twice");
        }
        if (pools.isEmpty() && budget.isPresent()) {
            throw new IllegalArgumentException("budget needs pools, for they have the prices");
        }
    }

    /**
     * Sum of the pools' minimums, in replicas of the first pool, which serves {@code first} per replica if its own
     * rate is not set.
     */
    double floors(OptionalDouble first) {
        return pools.stream()
                .mapToDouble(terms -> terms.min() * worth(terms, first))
                .sum();
    }

    /** How fast a replica of a pool is, as a multiple of one of the first pool: what {@code speed} says. */
    public double speed(PoolTerms terms) {
        return terms.speed().orElse(1) / pools.get(0).speed().orElse(1);
    }

    /** One replica of a pool, in replicas of the first pool; what speeds say if either rate is not set. */
    private double worth(PoolTerms terms, OptionalDouble first) {
        OptionalDouble one =
                pools.get(0).perReplica().isPresent() ? pools.get(0).perReplica() : first;
        boolean known = one.isPresent() && terms.perReplica().isPresent();
        return known ? terms.perReplica().getAsDouble() / one.getAsDouble() : speed(terms);
    }

    /**
     * The same placement with minimums that fit into {@code max} replicas of the first pool. The minimums of the last
     * pools shrink first.
     */
    Placement withFloorsWithin(int max, OptionalDouble first) {
        double left = max;
        List<PoolTerms> floored = new ArrayList<>();
        for (PoolTerms terms : pools) {
            double worth = worth(terms, first);
            int min = (int) Math.min(terms.min(), Math.floor(left / worth + 1e-9));
            left -= min * worth;
            floored.add(new PoolTerms(terms.pool(), terms.perReplica(), min, terms.speed()));
        }
        return withPools(floored);
    }

    /** The same with other pools; roles keep theirs. */
    public Placement withPools(List<PoolTerms> others) {
        return new Placement(others, spotShare, moves, rank, tenant, budget, size, roles);
    }

    public Placement withRoles(Roles others) {
        return new Placement(others.pools(), spotShare, moves, rank, tenant, budget, size, Optional.of(others));
    }

    public Placement withRank(Rank other) {
        return new Placement(pools, spotShare, moves, other, tenant, budget, size, roles);
    }

    public Placement withTenant(String other) {
        return new Placement(pools, spotShare, moves, rank, other, budget, size, roles);
    }

    public Placement withBudget(MonthlyBudget other) {
        return new Placement(pools, spotShare, moves, rank, tenant, Optional.of(other), size, roles);
    }

    public Placement withSize(SizeTerms other) {
        return new Placement(pools, spotShare, moves, rank, tenant, budget, Optional.of(other), roles);
    }

    /**
     * The price of moving.
     *
     * @param payback time within which a move must earn back what it costs
     * @param startCost money to start one replica in addition to its paid lead time
     */
    public record Moves(Duration payback, double startCost) {
        public static final Moves DEFAULT = new Moves(Duration.ofHours(1), 0);

        public Moves {
            if (payback.isNegative() || payback.isZero()) {
                throw new IllegalArgumentException("payback must be above 0, not " + DurationText.exactly(payback));
            }
            Checks.amount("startCost", startCost);
        }
    }

    /**
     * How a service ranks beside others if a pool has too little capacity.
     *
     * @param priority higher ones are served first
     * @param weight share among equals, from 1
     */
    public record Rank(int priority, int weight) {
        public static final Rank EQUAL = new Rank(0, 1);

        public Rank {
            if (weight < 1) {
                throw new IllegalArgumentException("weight must be at least 1, not " + weight);
            }
        }
    }
}
