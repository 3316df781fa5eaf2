package dev.sluice.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.Pool;
import dev.sluice.control.harness.SharedPoolHarness;
import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** Replicas that do not come: a provider took them back, or has none. */
final class OverdueReplicasTest {
    private static final Pool SPOT =
            Pool.of("spot", 1).withLeadTime(Duration.ofMinutes(1)).withSpot(.1);
    private static final Pool FIRM = Pool.of("firm", 3).withLeadTime(Duration.ofMinutes(1));

    private static ScalingPolicy chat() {
        return ScalingPolicy.of("chat", 40)
                .withLeadTime(Duration.ofMinutes(1))
                .withPlacement(Placement.ANYWHERE.withPools(List.of(
                        new PoolTerms("spot", OptionalDouble.of(10), 0),
                        new PoolTerms("firm", OptionalDouble.of(10), 0))));
    }

    /** Three replicas on spot carry the demand. */
    private static SharedPoolHarness onSpot() {
        SharedPoolHarness market =
                SharedPoolHarness.with(SPOT, FIRM).under(chat()).demand(60, "chat", 28);
        market.ready("chat", "spot").demand(600, "chat", 28);
        market.ready("chat", "spot").demand(60, "chat", 28);
        assertThat(market.ordered("chat", "firm")).isZero();
        return market;
    }

    @Test
    void replicas_that_were_taken_back_and_do_not_come_again_in_time_are_replaced_by_a_pool_that_is_as_quick() {
        SharedPoolHarness market = onSpot();
        market.applied("chat", "spot", 0).demand(40, "chat", 28);
        assertThat(market.ordered("chat", "firm"))
                .as("they may come within a lead time")
                .isZero();
        market.restarted().demand(60, "chat", 28);
        assertThat(market.ordered("chat", "firm")).isGreaterThanOrEqualTo(3);
        assertThat(market.ordered("chat", "spot")).as("they are still wanted").isGreaterThanOrEqualTo(3);

        market.ready("chat", "firm").ready("chat", "spot").demand(60, "chat", 28);
        assertThat(market.ordered("chat", "firm")).isZero();
    }

    @Test
    void replicas_that_start_one_after_the_other_are_not_overdue() {
        SharedPoolHarness market = onSpot();
        market.applied("chat", "spot", 0).demand(50, "chat", 28);
        market.applied("chat", "spot", 1).demand(50, "chat", 28);
        market.applied("chat", "spot", 2).demand(50, "chat", 28);
        assertThat(market.ordered("chat", "firm")).isZero();
    }

    @Test
    void spare_replicas_on_spot_do_not_exceed_the_largest_size() {
        ScalingPolicy policy = ScalingPolicy.of("chat", 60)
                .withReplicas(new ScalingPolicy.Bounds(10, 60))
                .withPlacement(Placement.ANYWHERE.withPools(List.of(new PoolTerms("spot", OptionalDouble.of(10), 0))));
        Pool restless = SPOT.withSpot(.3).withLeadTime(Duration.ofMinutes(3));
        SharedPoolHarness market =
                SharedPoolHarness.with(restless).under(policy).demand(300, "chat", 20);
        assertThat(market.ordered("chat", "spot")).isEqualTo(10);
        market.ready("chat", "spot").demand(300, "chat", 300);
        assertThat(market.ordered("chat", "spot"))
                .as("as many as are there with those that are away")
                .isGreaterThan(30);
        for (double demand : new double[] {585, 595, 600, 900}) {
            market.demand(300, "chat", demand).ready("chat", "spot");
            assertThat(market.commands("chat")).allMatch(command -> command.replicas() <= 60);
        }
        assertThat(market.ordered("chat", "spot")).isEqualTo(60);
    }
}
