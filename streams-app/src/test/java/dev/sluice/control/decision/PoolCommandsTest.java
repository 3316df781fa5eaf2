package dev.sluice.control.decision;

import static dev.sluice.control.harness.ServiceHarness.at;
import static dev.sluice.control.harness.ServiceHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.decision.Decision.Commanded;
import dev.sluice.control.message.money.BudgetGate;
import dev.sluice.control.message.money.SpendLimit;
import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.policy.schedule.EffectiveOverrides;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The commands of a service that runs in two pools. */
final class PoolCommandsTest {
    private static final List<PoolTerms> TERMS =
            List.of(new PoolTerms("cpu", OptionalDouble.of(10), 0), new PoolTerms("gpu", OptionalDouble.of(100), 0));
    private static final BudgetGate NO_BUDGET = new BudgetGate() {
        @Override
        public SpendLimit limitFor(double wantedPerHour, DoubleSupplier floorPerHour) {
            return SpendLimit.NONE;
        }

        @Override
        public void record(double suppressedPerHour) {}
    };

    private final ServiceFleet fleet = new ServiceFleet();
    private final PoolCommands commands = new PoolCommands(fleet);

    @BeforeEach
    void both_are_named() {
        fleet.named(TERMS);
    }

    private static DecisionContext context(double second) {
        ScalingPolicy policy = ScalingPolicy.of("chat", 1_000).withPlacement(Placement.ANYWHERE.withPools(TERMS));
        return new DecisionContext(
                "chat",
                Optional.of(policy),
                Optional.of(EffectiveOverrides.none(policy.replicas())),
                NO_BUDGET,
                Optional.empty(),
                ms(second),
                Duration.ofMinutes(5));
    }

    private List<Commanded> issued(int cpu, int gpu, double second) {
        return commands.issue(new TreeMap<>(Map.of("cpu", cpu, "gpu", gpu)), false, context(second));
    }

    @Test
    void a_pool_that_was_never_used_needs_no_command_to_stay_empty() {
        assertThat(issued(5, 0, 0)).containsExactly(new Commanded("cpu", 5, 0, 1));
    }

    @Test
    void only_the_pool_that_changes_is_commanded() {
        issued(5, 2, 0);
        assertThat(issued(5, 3, 10)).extracting(Commanded::pool).containsExactly("gpu");
        assertThat(issued(5, 3, 20)).isEmpty();
    }

    @Test
    void what_grows_comes_before_what_shrinks() {
        issued(5, 2, 0);
        assertThat(issued(1, 4, 10)).extracting(Commanded::pool).containsExactly("gpu", "cpu");
        assertThat(issued(7, 0, 20)).extracting(Commanded::pool).containsExactly("cpu", "gpu");
    }

    @Test
    void a_command_that_came_to_nothing_is_given_again() {
        long failed = issued(5, 0, 0).get(0).generation();
        fleet.acknowledged(new Acknowledgement("cpu", failed, Status.FAILED, 5, OptionalInt.empty(), at(0), at(5)));
        assertThat(issued(5, 0, 10)).containsExactly(new Commanded("cpu", 5, 5, failed + 1));
    }

    @Test
    void new_resources_are_commanded_in_every_pool() {
        issued(5, 2, 0);
        assertThat(commands.issue(new TreeMap<>(Map.of("cpu", 5, "gpu", 2)), true, context(10)))
                .extracting(Commanded::pool)
                .containsExactlyInAnyOrder("cpu", "gpu");
    }

    @Test
    void generations_rise_over_all_pools_and_the_fleet_is_what_was_commanded() {
        SplittableRandom random = new SplittableRandom(11);
        long newest = 0;
        for (int i = 0; i < 500; i++) {
            int cpu = random.nextInt(5);
            int gpu = random.nextInt(3);
            for (Commanded command : issued(cpu, gpu, 10.0 * i)) {
                assertThat(command.generation()).isEqualTo(++newest);
            }
            assertThat(fleet.generation()).isEqualTo(newest);
            assertThat(fleet.in("cpu").ordered()).isEqualTo(cpu);
            assertThat(fleet.in("gpu").ordered()).isEqualTo(gpu);
        }
    }
}
