package dev.sluice.control.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.Pool;
import dev.sluice.control.harness.SharedPoolHarness;
import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.policy.trace.Stage;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What serves while replicas of a slow pool are on their way, told as the course of demand. */
final class BridgeTest {
    private static final Pool CPU = Pool.of("cpu", .2).withLeadTime(Duration.ofSeconds(30));
    private static final Pool GPU = Pool.of("gpu", 1.2).withLeadTime(Duration.ofMinutes(3));

    private static ScalingPolicy chat() {
        return ScalingPolicy.of("chat", 1000)
                .withPlacement(Placement.ANYWHERE.withPools(List.of(
                        new PoolTerms("cpu", OptionalDouble.of(10), 0),
                        new PoolTerms("gpu", OptionalDouble.of(120), 0))));
    }

    /** A service whose demand was small until it rose to 600 per second, and whose GPUs have just been ordered. */
    private static SharedPoolHarness risen(Pool quick) {
        SharedPoolHarness market =
                SharedPoolHarness.with(quick, GPU).under(chat()).demand(60, "chat", 35);
        market.ready("chat", "cpu").demand(20, "chat", 600);
        assertThat(market.ordered("chat", "gpu")).isGreaterThanOrEqualTo(5);
        return market.applied("chat", "gpu", 0).demand(10, "chat", 600);
    }

    @Test
    void the_quick_pool_serves_what_the_slow_one_has_not_started_yet() {
        SharedPoolHarness market = risen(CPU);
        assertThat(10 * market.ordered("chat", "cpu")).isGreaterThanOrEqualTo(600);
        assertThat(market.decisions("chat").stream()
                        .flatMap(decision -> decision.stages().stream())
                        .map(Stage::name))
                .contains(Stage.Name.BRIDGE);
    }

    @Test
    void it_is_given_back_when_the_slow_one_is_there() {
        SharedPoolHarness market =
                risen(CPU).ready("chat", "cpu").ready("chat", "gpu").demand(60, "chat", 600);
        market.ready("chat", "cpu").ready("chat", "gpu").demand(60, "chat", 600);
        assertThat(market.ordered("chat", "cpu")).isLessThan(30);
        assertThat(120 * market.ordered("chat", "gpu")).isGreaterThanOrEqualTo(480);
    }

    @Test
    void a_pool_with_a_limit_is_no_bridge() {
        SharedPoolHarness market = risen(CPU.withLimit(1000));
        assertThat(market.decisions("chat").stream()
                        .flatMap(decision -> decision.stages().stream())
                        .map(Stage::name))
                .doesNotContain(Stage.Name.BRIDGE);
    }

    @Test
    void the_lead_time_that_is_planned_with_is_that_of_the_bridge() {
        SharedPoolHarness market = risen(CPU);
        assertThat(lead(market)).isLessThan(Duration.ofMinutes(1));
        assertThat(lead(risen(CPU.withLimit(1000)))).isGreaterThanOrEqualTo(Duration.ofMinutes(1));
    }

    private static Duration lead(SharedPoolHarness market) {
        return market.last("chat").plan().orElseThrow().leadTime();
    }
}
