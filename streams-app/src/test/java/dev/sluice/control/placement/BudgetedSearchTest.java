package dev.sluice.control.placement;

import static dev.sluice.control.harness.ServiceHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.allocation.Pool;
import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.control.message.money.BudgetGate;
import dev.sluice.control.message.money.SpendLimit;
import dev.sluice.control.message.proposal.Load;
import dev.sluice.control.placement.problem.PlacementProblem;
import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.policy.trace.DecisionTrace;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/** A replica serves ten per second for 1.00 per hour. The gate tells the ceiling and notes what it was asked. */
final class BudgetedSearchTest {
    private static final List<PoolTerms> TERMS = List.of(new PoolTerms("cpu", OptionalDouble.of(10), 0));
    private final ServiceFleet fleet = new ServiceFleet();
    private final List<Double> asked = new ArrayList<>();
    private final List<Double> recorded = new ArrayList<>();
    private Trigger trigger = Trigger.WINDOW;
    private Pool pool = Pool.of("cpu", 1);

    private BudgetGate gate(SpendLimit limit) {
        return new BudgetGate() {
            @Override
            public SpendLimit limitFor(double wantedPerHour, DoubleSupplier floorPerHour) {
                asked.add(wantedPerHour);
                return limit;
            }

            @Override
            public void record(double suppressedPerHour) {
                recorded.add(suppressedPerHour);
            }
        };
    }

    private BudgetedSearch search(double demand, SpendLimit limit) {
        ScalingPolicy policy = ScalingPolicy.of("chat", 1_000).withPlacement(Placement.ANYWHERE.withPools(TERMS));
        List<PoolOffer> offers = List.of(new PoolOffer(pool, 10, 0));
        fleet.named(TERMS);
        fleet.offered(offers);
        PlacementProblem problem =
                new PlacementProblem(Load.of(demand), policy, offers, fleet, gate(limit), trigger, ms(0));
        return new BudgetedSearch(
                problem,
                new PoolClaims("chat"),
                new SettledMix(),
                new Bridge(problem, new PoolReach(problem, new PoolClaims("chat"))));
    }

    private int chosen(double demand, SpendLimit limit) {
        return search(demand, limit).find().chosen().replicas().getOrDefault("cpu", 0);
    }

    private static SpendLimit ceiling(double perHour) {
        return new SpendLimit(OptionalDouble.of(perHour), true, "cut", Optional.empty());
    }

    @Test
    void without_a_budget_the_cheapest_option_is_taken_and_its_price_was_asked_about_once() {
        assertThat(chosen(95, SpendLimit.NONE)).isEqualTo(10);
        assertThat(asked).containsExactly(10.0);
    }

    @Test
    void a_search_books_nothing() {
        search(95, ceiling(6)).find();
        assertThat(recorded).isEmpty();
    }

    @Test
    void a_ceiling_buys_what_its_money_allows() {
        assertThat(chosen(95, ceiling(6))).isEqualTo(6);
        assertThat(search(95, ceiling(6)).find().chosen().reason()).isEqualTo(Reason.BUDGET);
        assertThat(chosen(50, ceiling(6))).isEqualTo(5);
    }

    @Test
    void what_runs_stays_if_its_price_is_as_close_to_the_ceiling() {
        fleet.order("cpu", 7, ms(0));
        assertThat(chosen(95, ceiling(6.6))).isEqualTo(7);
        assertThat(chosen(95, ceiling(6.4))).isEqualTo(6);
    }

    @Test
    void while_demand_is_unserved_nothing_that_runs_is_taken_back() {
        fleet.order("cpu", 9, ms(0));
        trigger = Trigger.RUNNING_WINDOW;
        assertThat(chosen(95, ceiling(6))).isEqualTo(9);
    }

    @Test
    void before_the_first_grant_a_limited_pool_gives_what_is_ordered() {
        pool = pool.withLimit(20);
        fleet.order("cpu", 4, ms(0));
        BudgetedSearch.Found found = search(95, SpendLimit.NONE).find();
        assertThat(found.wanted().replicas()).containsEntry("cpu", 10);
        assertThat(found.chosen().replicas()).containsEntry("cpu", 4);
    }

    @Test
    void the_way_there_names_the_budget_and_the_mix() {
        BudgetedSearch search = search(95, ceiling(6));
        BudgetedSearch.Found found = search.find();
        DecisionTrace trace = search.explain(found, DecisionTrace.of(0, 10, Reason.FORECAST, "saw 95"));
        assertThat(trace.stages())
                .extracting(Stage::name)
                .containsExactly(Stage.Name.SIZING, Stage.Name.BUDGET, Stage.Name.MIX);
        assertThat(trace.replicas()).isEqualTo(6);
        assertThat(found.suppressedPerHour()).isCloseTo(0, within(1e-9));
    }
}
