package dev.sluice.control.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.Pool;
import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.control.message.money.BudgetGate;
import dev.sluice.control.message.money.SpendLimit;
import dev.sluice.control.message.proposal.Load;
import dev.sluice.control.placement.problem.PlacementOption;
import dev.sluice.control.placement.problem.PlacementProblem;
import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.policy.trace.Reason;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/** A replica of the cheap pool serves 10 a second for 0.20 per hour, one of the dear pool 20 for 1.00. */
final class PlacementSearchTest {
    private static final PoolOffer CHEAP = new PoolOffer(Pool.of("cheap", .2), 10, 0);
    private static final PoolOffer DEAR = new PoolOffer(Pool.of("dear", 1), 20, 0);
    private static final BudgetGate NO_BUDGET = new BudgetGate() {
        @Override
        public SpendLimit limitFor(double wantedPerHour, DoubleSupplier floorPerHour) {
            return SpendLimit.NONE;
        }

        @Override
        public void record(double suppressedPerHour) {}
    };

    private static PlacementProblem problem(double demand) {
        List<PoolTerms> terms = List.of(
                new PoolTerms("cheap", OptionalDouble.of(10), 0), new PoolTerms("dear", OptionalDouble.of(20), 0));
        ScalingPolicy policy = ScalingPolicy.of("chat", 1_000).withPlacement(Placement.ANYWHERE.withPools(terms));
        ServiceFleet fleet = new ServiceFleet();
        fleet.named(terms);
        fleet.offered(List.of(CHEAP, DEAR));
        return new PlacementProblem(
                Load.of(demand), policy, List.of(CHEAP, DEAR), fleet, NO_BUDGET, Trigger.WINDOW, ServiceHarness.ms(0));
    }

    private static PlacementOption found(double demand, int mostCheap, SpendLimit limit) {
        PlacementProblem problem = problem(demand);
        return new PlacementSearch(problem, new Bridge(problem, new PoolReach(problem, new PoolClaims("chat"))))
                .find(Load.of(demand), offer -> offer.equals(CHEAP) ? mostCheap : 1_000, limit);
    }

    private static SpendLimit ceiling(double perHour) {
        return new SpendLimit(OptionalDouble.of(perHour), true, "", Optional.empty());
    }

    private static int in(String pool, PlacementOption option) {
        return option.replicas().getOrDefault(pool, 0);
    }

    @Test
    void the_pool_that_serves_most_for_its_money_is_taken() {
        PlacementOption option = found(95, 1_000, SpendLimit.NONE);
        assertThat(in("cheap", option)).isEqualTo(10);
        assertThat(in("dear", option)).isZero();
        assertThat(option.reason()).isEqualTo(Reason.CHEAPEST_MIX);
    }

    @Test
    void what_the_cheap_pool_has_no_room_for_goes_to_the_dear_one() {
        PlacementOption option = found(100, 4, SpendLimit.NONE);
        assertThat(in("cheap", option)).isEqualTo(4);
        assertThat(in("dear", option)).isEqualTo(3);
    }

    @Test
    void where_money_is_short_as_much_is_carried_as_it_pays_for_and_the_budget_is_named() {
        PlacementOption option = found(100, 1_000, ceiling(1));
        assertThat(in("cheap", option)).isEqualTo(5);
        assertThat(option.reason()).isEqualTo(Reason.BUDGET);
    }

    @Test
    void no_option_takes_more_than_there_is_or_than_is_paid_for_and_all_is_carried_where_neither_binds() {
        Random random = new Random(6);
        for (int i = 0; i < 300; i++) {
            double demand = random.nextInt(400);
            int most = random.nextInt(30);
            double money = random.nextInt(1, 20);
            PlacementProblem problem = problem(demand);
            PlacementOption cut = found(demand, most, ceiling(money));
            PlacementOption free = found(demand, most, SpendLimit.NONE);
            assertThat(in("cheap", cut)).as("case %d", i).isLessThanOrEqualTo(most);
            assertThat(problem.price(cut.replicas())).as("case %d", i).isLessThanOrEqualTo(money + 1e-9);
            assertThat(problem.fleet().capacity(free.replicas()))
                    .as("case %d", i)
                    .isGreaterThanOrEqualTo(demand - 1e-6);
        }
    }
}
