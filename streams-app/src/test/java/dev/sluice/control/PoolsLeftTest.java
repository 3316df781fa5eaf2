package dev.sluice.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.Pool;
import dev.sluice.control.harness.Policies;
import dev.sluice.control.harness.SharedPoolHarness;
import dev.sluice.demand.Signal;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Placement;
import dev.sluice.policy.Placement.Rank;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What runs in a pool with a limit counts there until it is given back, whatever becomes of the policy or of the pool. */
final class PoolsLeftTest {
    private static final Pool GPU =
            Pool.of("gpu", 2).withLeadTime(Duration.ofMinutes(1)).withLimit(20);
    private static final Pool CPU = Pool.of("cpu", 3).withLeadTime(Duration.ofMinutes(1));
    private static final Map<String, Double> DEMAND = Map.of("chat", 150.0, "image", 150.0);

    private static ScalingPolicy on(String service, int priority, String... pools) {
        return ScalingPolicy.of(service, 40)
                .withLeadTime(Duration.ofMinutes(1))
                .withPlacement(Placement.ANYWHERE
                        .withPools(Arrays.stream(pools)
                                .map(pool -> new PoolTerms(pool, OptionalDouble.of(10), 0))
                                .toList())
                        .withRank(new Rank(priority, 1)));
    }

    /** One service has what it needs of the pool, and the other has the rest and waits for more. */
    private static SharedPoolHarness full() {
        SharedPoolHarness market = SharedPoolHarness.with(GPU, CPU)
                .under(on("chat", 5, "gpu"))
                .under(on("image", 0, "gpu"))
                .demand(120, DEMAND);
        market.ready("chat", "gpu").ready("image", "gpu").demand(300, DEMAND);
        assertThat(market.ordered("gpu")).isEqualTo(20);
        assertThat(market.ordered("image", "gpu")).isLessThan(10);
        return market;
    }

    @Test
    void what_a_service_moves_out_of_is_given_to_others_when_it_has_moved() {
        SharedPoolHarness market = full();
        int rest = market.ordered("image", "gpu");
        market.under(on("chat", 5, "cpu")).demand(60, DEMAND);
        assertThat(market.ordered("chat", "cpu")).isGreaterThanOrEqualTo(15);
        assertThat(market.ordered("gpu")).isEqualTo(20);

        market.ready("chat", "cpu").demand(60, DEMAND);
        assertThat(market.ordered("chat", "gpu")).isZero();
        assertThat(market.ordered("image", "gpu")).isGreaterThan(rest).isLessThanOrEqualTo(20);
    }

    @Test
    void a_service_that_needs_no_pools_any_more_claims_nothing_of_them_when_it_has_left() {
        SharedPoolHarness market = full();
        int rest = market.ordered("image", "gpu");
        market.under(on("chat", 5).withDemand(Policies.demand(Signal.REQUESTS, 10)))
                .demand(60, DEMAND);
        assertThat(market.ordered("gpu")).isEqualTo(20);

        market.ready("chat", "").restarted().demand(60, DEMAND);
        assertThat(market.ordered("chat", "gpu")).isZero();
        assertThat(market.ordered("image", "gpu")).isGreaterThan(rest);
    }

    @Test
    void a_service_that_waits_at_zero_claims_nothing_after_its_policy_names_no_pools() {
        SharedPoolHarness market = SharedPoolHarness.with(GPU.withLimit(1))
                .under(on("chat", 5, "gpu"))
                .under(on("image", 9, "gpu").withReplicas(new ScalingPolicy.Bounds(0, 40)))
                .demand(120, DEMAND);
        assertThat(market.ordered("image", "gpu")).isZero();
        market.under(on("image", 9).withDemand(Policies.demand(Signal.REQUESTS, 10)))
                .demand(30, DEMAND);
        market.declare(GPU).demand(60, Map.of("chat", 180.0, "image", 150.0));
        assertThat(market.ordered("chat", "gpu")).isGreaterThan(14);
    }

    @Test
    void a_pool_that_is_declared_no_more_is_left_when_others_are_ready() {
        SharedPoolHarness market = SharedPoolHarness.with(GPU, CPU.withLimit(100))
                .under(on("chat", 5, "gpu", "cpu"))
                .demand(120, "chat", 150);
        market.ready("chat", "gpu").demand(300, "chat", 150);
        int before = market.ordered("chat", "gpu");
        market.undeclare("gpu").demand(30, "chat", 150);
        assertThat(market.ordered("chat", "cpu")).isGreaterThanOrEqualTo(15);
        assertThat(market.ordered("chat", "gpu")).isEqualTo(before);

        // the others wait until it has left, if the pool comes back meanwhile
        market.declare(GPU).under(on("image", 0, "gpu")).demand(60, "image", 200);
        assertThat(market.ordered("gpu")).isLessThanOrEqualTo(20);
        market.ready("chat", "cpu").demand(60, DEMAND);
        assertThat(market.ordered("chat", "gpu") + market.ordered("chat", "cpu"))
                .isGreaterThanOrEqualTo(15);
        assertThat(market.ordered("gpu")).isLessThanOrEqualTo(20);
    }

    @Test
    void a_service_that_is_only_advised_from_now_on_claims_what_it_runs_and_no_more() {
        SharedPoolHarness market = full();
        int rest = market.ordered("image", "gpu");
        market.under(on("image", 0, "gpu").withMode(Mode.ADVISE)).demand(60, DEMAND);
        // what it waited for is not kept for it
        market.declare(GPU.withLimit(24)).demand(60, Map.of("chat", 300.0, "image", 150.0));
        assertThat(market.ordered("image", "gpu")).isEqualTo(rest);
        assertThat(market.ordered("chat", "gpu")).isEqualTo(24 - rest);
    }
}
