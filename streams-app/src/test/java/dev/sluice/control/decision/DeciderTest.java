package dev.sluice.control.decision;

import static dev.sluice.control.harness.ServiceHarness.at;
import static dev.sluice.control.harness.ServiceHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.sluice.control.harness.Policies;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.Catalog;
import dev.sluice.control.message.DecisionResult;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.decision.SizingPlan;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.control.message.money.BudgetGate;
import dev.sluice.control.message.money.SpendLimit;
import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.control.planning.Planner;
import dev.sluice.policy.Mode;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Tuning;
import dev.sluice.policy.schedule.EffectiveOverrides;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import dev.sluice.sizing.contest.RuleFamily;
import dev.sluice.sizing.contest.Sizing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

/** The way of a proposal to commands, for a service without pools. */
final class DeciderTest {
    private static final ScalingPolicy POLICY = Policies.requests(1, 9);
    private static final BudgetGate NO_BUDGET = new BudgetGate() {
        @Override
        public SpendLimit limitFor(double wantedPerHour, DoubleSupplier floorPerHour) {
            throw new AssertionError("without pools there are no prices to ask for");
        }

        @Override
        public void record(double suppressedPerHour) {}
    };

    private final Decider decider = new Decider("checkout", Planner::new, Catalog.EMPTY);

    private static DecisionContext context(ScalingPolicy policy, double second) {
        return new DecisionContext(
                "checkout",
                Optional.of(policy),
                Optional.of(EffectiveOverrides.none(policy.replicas())),
                NO_BUDGET,
                Optional.empty(),
                ms(second),
                Duration.ofMinutes(5));
    }

    private static SizeProposal proposal(int replicas) {
        SizingPlan plan = new SizingPlan(
                new Sizing(replicas, 10.0 * replicas, RuleFamily.FORECAST),
                OptionalDouble.of(10.0 * replicas),
                true,
                10,
                Duration.ofMinutes(1),
                Optional.empty(),
                Optional.empty(),
                List.of());
        return new SizeProposal(
                Trigger.WINDOW, Reason.FORECAST, replicas, Optional.empty(), Optional.of(plan), "saw 80");
    }

    private Decision decided(ScalingPolicy policy, int replicas, double second) {
        return decider.decide(proposal(replicas), context(policy, second)).decision();
    }

    @Test
    void eight_are_proposed_headroom_makes_ten_and_the_maximum_makes_nine() {
        ScalingPolicy headroom = Policies.with(POLICY, new Tuning(.25, OptionalDouble.empty(), Duration.ofSeconds(30)));
        Decision decision = decided(headroom, 8, 0);
        assertThat(decision.stages())
                .extracting(Stage::name, Stage::after)
                .containsExactly(
                        tuple(Stage.Name.SIZING, 8), tuple(Stage.Name.HEADROOM, 10), tuple(Stage.Name.BOUNDS, 9));
        assertThat(decision.target()).isEqualTo(9);
        assertThat(decision.reason()).isEqualTo(Reason.ABOVE_MAXIMUM);
        assertThat(decision.commanded()).containsExactly(new Decision.Commanded("", 9, 0, 1));
    }

    @Test
    void a_command_may_be_carried_out_for_as_long_as_it_is_valid() {
        DecisionResult result = decider.decide(proposal(5), context(POLICY, 60));
        assertThat(result.validUntil()).isEqualTo(at(60 + 300));
        assertThat(result.claims()).isEmpty();
        assertThat(result.asked()).isEmpty();
    }

    @Test
    void the_same_count_is_commanded_once_and_again_when_the_command_failed() {
        assertThat(decided(POLICY, 5, 0).commanded()).hasSize(1);
        Decision same = decided(POLICY, 5, 10);
        assertThat(same.commanded()).isEmpty();
        assertThat(same.reason()).isEqualTo(Reason.NO_CHANGE);
        decider.fleet().acknowledged(new Acknowledgement(1, Status.FAILED, 5, OptionalInt.empty(), at(0), at(15)));
        assertThat(decided(POLICY, 5, 20).commanded()).containsExactly(new Decision.Commanded("", 5, 5, 2));
    }

    @Test
    void advice_is_decided_and_told_and_not_commanded() {
        Decision decision = decided(POLICY.withMode(Mode.ADVISE), 5, 0);
        assertThat(decision.target()).isEqualTo(5);
        assertThat(decision.commanded()).isEmpty();
        assertThat(decision.stages().get(decision.stages().size() - 1).reason()).isEqualTo(Reason.ADVISORY);
        assertThat(decision.generation()).isZero();
    }

    @Test
    void a_proposal_that_saw_nothing_commands_nothing_before_the_first_command() {
        SizeProposal blind =
                new SizeProposal(Trigger.TICK, Reason.NO_REPORT, 3, Optional.empty(), Optional.empty(), "no report");
        assertThat(decider.decide(blind, context(POLICY, 0)).decision().commanded())
                .isEmpty();
        decided(POLICY, 5, 10);
        assertThat(decider.decide(blind, context(POLICY, 20)).decision().commanded())
                .hasSize(1);
    }

    @Test
    void decisions_are_numbered_and_commands_rise_whatever_is_proposed() {
        SplittableRandom random = new SplittableRandom(5);
        long generation = 0;
        for (int i = 1; i <= 500; i++) {
            Decision decision = decided(POLICY, random.nextInt(20), 10.0 * i);
            assertThat(decision.sequence()).isEqualTo(i);
            assertThat(decision.target()).isBetween(1, 9);
            for (Decision.Commanded command : decision.commanded()) {
                assertThat(command.generation()).isGreaterThan(generation);
                generation = command.generation();
            }
            assertThat(decider.fleet().ordered()).isEqualTo(decision.target());
            assertThat(decision.generation()).isEqualTo(generation);
        }
    }
}
