package dev.sluice.control.placement;

import static dev.sluice.control.harness.ServiceHarness.at;
import static dev.sluice.control.harness.ServiceHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.Pool;
import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.control.message.money.BudgetGate;
import dev.sluice.control.message.money.SpendLimit;
import dev.sluice.control.message.proposal.Load;
import dev.sluice.control.placement.problem.PlacementProblem;
import dev.sluice.control.placement.problem.PlacementResult;
import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.policy.trace.DecisionTrace;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.DoubleSupplier;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ten CPU replicas that serve ten per second each are ready; the load of 100 per second moves to a GPU that serves it all. */
final class HandoverTest {
    private static final List<PoolTerms> TERMS =
            List.of(new PoolTerms("cpu", OptionalDouble.of(10), 0), new PoolTerms("gpu", OptionalDouble.of(100), 0));
    private static final List<PoolOffer> OFFERS =
            List.of(new PoolOffer(Pool.of("cpu", .2), 10, 0), new PoolOffer(Pool.of("gpu", 1), 100, 0));
    private static final ScalingPolicy POLICY =
            ScalingPolicy.of("chat", 1_000).withPlacement(Placement.ANYWHERE.withPools(TERMS));
    private static final BudgetGate NO_BUDGET = new BudgetGate() {
        @Override
        public SpendLimit limitFor(double wantedPerHour, DoubleSupplier floorPerHour) {
            return SpendLimit.NONE;
        }

        @Override
        public void record(double suppressedPerHour) {}
    };

    private final ServiceFleet fleet = new ServiceFleet();

    @BeforeEach
    void ten_are_ready() {
        fleet.named(TERMS);
        fleet.offered(OFFERS);
        ready("cpu", fleet.order("cpu", 10, ms(0)), 10);
    }

    private void ready(String pool, long generation, int replicas) {
        fleet.acknowledged(
                new Acknowledgement(pool, generation, Status.READY, replicas, OptionalInt.of(replicas), at(0), at(60)));
    }

    private PlacementResult moved(Load load, ToIntFunction<String> mayKeep) {
        PlacementProblem problem = new PlacementProblem(load, POLICY, OFFERS, fleet, NO_BUDGET, Trigger.WINDOW, ms(90));
        DecisionTrace trace = DecisionTrace.of(10, 10, Reason.FORECAST, "saw 100");
        return new Handover(problem).to(Map.of("gpu", 1), mayKeep, trace);
    }

    private PlacementResult moved(double demand) {
        return moved(Load.of(demand), pool -> Pool.UNLIMITED);
    }

    @Test
    void all_stay_until_the_new_one_is_ready() {
        PlacementResult result = moved(100);
        assertThat(result.replicas()).containsEntry("gpu", 1).containsEntry("cpu", 10);
        assertThat(result.trace().stages())
                .filteredOn(stage -> stage.name() == Stage.Name.HANDOVER)
                .extracting(Stage::detail)
                .containsExactly("10 stay in cpu until others are ready");
        assertThat(result.target()).isEqualTo(20);
    }

    @Test
    void only_as_many_stay_as_the_load_needs() {
        assertThat(moved(35).replicas()).containsEntry("cpu", 4);
        assertThat(moved(0).replicas()).containsEntry("cpu", 0);
    }

    @Test
    void they_go_when_the_new_one_is_ready() {
        ready("gpu", fleet.order("gpu", 1, ms(60)), 1);
        assertThat(moved(100).replicas()).containsEntry("gpu", 1).containsEntry("cpu", 0);
    }

    @Test
    void what_was_taken_back_does_not_stay() {
        assertThat(moved(Load.of(100), pool -> pool.equals("cpu") ? 4 : 1).replicas())
                .containsEntry("cpu", 4);
    }

    @Test
    void work_with_a_deadline_is_planned_as_a_whole_so_nothing_stays_for_it() {
        Load batch = new Load(100, Optional.of(new Load.Batch(5_000, at(3_600))));
        assertThat(moved(batch, pool -> Pool.UNLIMITED).replicas()).containsEntry("cpu", 0);
    }
}
