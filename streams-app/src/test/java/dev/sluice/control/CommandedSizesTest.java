package dev.sluice.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.Pool;
import dev.sluice.control.harness.SharedPoolHarness;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.decision.PoolPart;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Placement;
import dev.sluice.policy.Resources;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.SizeTerms;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** How many replicas and how large each: one decision and one command. */
final class CommandedSizesTest {
    private static final long GIB = 1L << 30;
    private static final Resources MACHINE = new Resources(4, 16 * GIB, 0, 0, 0);
    private static final Pool CPU =
            new Pool("cpu", MACHINE, .4, Pool.UNLIMITED, Duration.ofSeconds(30), Optional.empty());

    private static ScalingPolicy policy(Mode mode) {
        PoolTerms terms = new PoolTerms("cpu", OptionalDouble.of(10), 0);
        return ScalingPolicy.of("checkout", 500)
                .withLeadTime(Duration.ofMinutes(1))
                .withPlacement(Placement.ANYWHERE
                        .withPools(List.of(terms))
                        .withSize(new SizeTerms(mode, 1, Optional.empty(), Optional.empty())));
    }

    /** Replicas have the whole machine and use a quarter of it at full load. */
    private static SharedPoolHarness wasteful(Mode mode) {
        return SharedPoolHarness.with(CPU)
                .under(policy(mode))
                .using("checkout", .1, 1.0 * GIB, MACHINE)
                .demand(40, "checkout", 200)
                .ready("checkout", "cpu");
    }

    @Test
    void what_is_only_advised_changes_no_command() {
        SharedPoolHarness market = wasteful(Mode.ADVISE).demand(9000, "checkout", 200);
        assertThat(market.commands("checkout"))
                .allMatch(command -> command.size().isEmpty());
        assertThat(market.last("checkout").allotment().size()).isPresent();
        assertThat(market.last("checkout").allotment().sizeAdvice()).contains("cores");
    }

    @Test
    void size_and_count_go_out_in_one_command_and_cost_less() {
        SharedPoolHarness market = wasteful(Mode.ACT).demand(3000, "checkout", 200);
        double before = market.last("checkout").allotment().pricePerHour().orElseThrow();
        market.demand(6000, "checkout", 200).ready("checkout", "cpu").demand(60, "checkout", 200);
        Output.Command command = market.newest("checkout", "cpu").orElseThrow();
        assertThat(command.size()).isPresent();
        assertThat(market.last("checkout").allotment().pricePerHour().orElseThrow())
                .isLessThan(.7 * before);
        assertThat(market.decisions("checkout"))
                .flatExtracting(Decision::stages)
                .extracting(Stage::reason)
                .contains(Reason.REPLICA_SIZE);
    }

    @Test
    void a_replica_of_another_size_counts_by_what_it_serves() {
        SharedPoolHarness market = wasteful(Mode.ACT).demand(9000, "checkout", 200);
        PoolPart part = market.last("checkout").allotment().parts().get(0);
        assertThat(part.perReplica() * part.replicas()).isGreaterThanOrEqualTo(200);
        assertThat(part.pricePerHour()).isLessThan(.4);
        // twice the demand is carried by about twice as many of the same size
        int replicas = part.replicas();
        market.ready("checkout", "cpu").demand(1200, "checkout", 400);
        PoolPart after = market.last("checkout").allotment().parts().get(0);
        assertThat(after.perReplica() * after.replicas()).isGreaterThanOrEqualTo(400);
        assertThat(after.replicas()).isGreaterThan(replicas);
    }

    @Test
    void a_size_outlives_a_restart_and_is_not_commanded_again() {
        SharedPoolHarness market = wasteful(Mode.ACT).demand(9000, "checkout", 200);
        int commands = market.commands("checkout").size();
        Optional<Resources> size =
                market.newest("checkout", "cpu").orElseThrow().size();
        market.restarted().demand(600, "checkout", 200);
        assertThat(market.commands("checkout")).hasSize(commands);
        assertThat(market.last("checkout").allotment().size()).isEqualTo(size);
    }
}
