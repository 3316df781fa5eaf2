package dev.sluice.control.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.policy.trace.Reason;
import dev.sluice.sizing.Objective;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A large model on named pools")
final class TokensOnPoolsTest {
    private static final OptionalDouble NONE = OptionalDouble.empty();

    private static ScalingPolicy on(PoolTerms... pools) {
        ScalingPolicy policy = ScalingPolicy.of(ServiceHarness.SERVICE, 40).withTokens(Objective.Tokens.STANDARD);
        return policy.withPlacement(Placement.ANYWHERE.withPools(List.of(pools)));
    }

    private static PoolTerms pool(String name) {
        return new PoolTerms(name, NONE, 0);
    }

    private static PoolTerms pool(String name, double speed) {
        return new PoolTerms(name, NONE, 0, OptionalDouble.of(speed));
    }

    @Test
    @DisplayName("is sized on one pool as without pools, and ordered there")
    void one() {
        ModelFleet fleet = new ModelFleet()
                .pool("h100", 3, 60, 5000, 4000)
                .running("h100", 4)
                .under(on(pool("h100")));

        fleet.demand(1800, 16_000, 1_000);
        // 16,000 tokens per second keep 3.2 replicas busy
        assertThat(fleet.ordered("h100")).isBetween(4, 10);
        assertThat(fleet.queue()).isZero();
        fleet.demand(3600, 48_000, 3_000);
        assertThat(fleet.ordered("h100")).isBetween(10, 30);
        assertThat(fleet.queue()).isZero();
        assertThat(fleet.commands()).allSatisfy(c -> assertThat(c.pool()).isEqualTo("h100"));
        assertThat(fleet.said()).contains("a busy replica computes");
        assertThat(fleet.last().allotment().parts().get(0).perReplica()).isBetween(4500.0, 5500.0);
    }

    @Test
    @DisplayName("without a known speed starts at its minimum in the first pool")
    void never_ran() {
        ModelFleet fleet = new ModelFleet().pool("h100", 3, 60, 5000, 4000).under(on(pool("h100")));

        fleet.until(300);
        assertThat(fleet.ordered("h100")).isEqualTo(1);
        fleet.demand(900, 2_000, 500);
        assertThat(fleet.last().reason()).isNotEqualTo(Reason.POOL_LIMIT);
        assertThat(fleet.ordered("h100")).isBetween(1, 3);
    }

    @Test
    @DisplayName("runs on the pool that computes most for the money, by the speeds that the policy states")
    void cheapest() {
        // an h100 computes 2.5 times as much as an a100, and costs 1.5 times as much
        ModelFleet fleet = new ModelFleet()
                .pool("a100", 2, 60, 2000, 4000)
                .pool("h100", 3, 60, 5000, 8000)
                .running("a100", 8)
                .under(on(pool("a100"), pool("h100", 2.5)));

        fleet.demand(5400, 16_000, 1_000);

        assertThat(fleet.ordered("h100")).isBetween(4, 11);
        assertThat(fleet.ordered("a100")).isLessThanOrEqualTo(2);
        assertThat(fleet.queue()).isZero();
        assertThat(fleet.last().target()).isBetween(9, 27);
    }

    @Test
    @DisplayName("stays on the slow pool if the fast one costs more for what it computes")
    void slow_is_cheaper() {
        ModelFleet fleet = new ModelFleet()
                .pool("a100", 1, 60, 2000, 4000)
                .pool("h100", 3, 60, 5000, 8000)
                .running("a100", 8)
                .under(on(pool("a100"), pool("h100", 2.5)));

        fleet.demand(5400, 16_000, 1_000);

        assertThat(fleet.ordered("a100")).isBetween(9, 27);
        assertThat(fleet.ordered("h100")).isLessThanOrEqualTo(1);
    }

    @Test
    @DisplayName("learns one speed from a mix: the replicas count as what they are worth")
    void mixed() {
        ModelFleet fleet = new ModelFleet()
                .pool("a100", 2, 60, 2000, 4000)
                .pool("h100", 3, 60, 5000, 8000)
                .running("a100", 4)
                .running("h100", 3)
                .under(on(new PoolTerms("a100", NONE, 4), new PoolTerms("h100", NONE, 3, OptionalDouble.of(2.5))));

        fleet.demand(600, 8_000, 1_000);

        assertThat(fleet.last().allotment().parts())
                .allSatisfy(part -> assertThat(part.perReplica())
                        .isBetween(
                                part.pool().equals("a100") ? 1800.0 : 4500.0,
                                part.pool().equals("a100") ? 2200.0 : 5500.0));
        // all pools are equally busy, if the speeds are right
        assertThat(fleet.said()).contains("busy with prompts: a100").contains(", h100");
    }

    @Test
    @DisplayName("learns the same where a gateway reports for all and names no pool")
    void unnamed() {
        ModelFleet fleet = new ModelFleet()
                .pool("a100", 2, 60, 2000, 4000)
                .pool("h100", 3, 60, 5000, 8000)
                .running("a100", 8)
                .under(on(pool("a100"), pool("h100", 2.5)));
        fleet.demand(600, 8_000, 1_000);

        fleet.unnamed().demand(3600, 16_000, 1_000);

        assertThat(fleet.last().plan().orElseThrow().perReplica()).isBetween(1700.0, 2400.0);
        assertThat(fleet.queue()).isZero();
    }

    @Test
    @DisplayName("does after a restart what it would have done without")
    void restarted() {
        ModelFleet kept = course(false);
        ModelFleet restarted = course(true);

        assertThat(restarted.last().target()).isEqualTo(kept.last().target());
        assertThat(restarted.said()).isEqualTo(kept.said());
    }

    private static ModelFleet course(boolean restart) {
        ModelFleet fleet = new ModelFleet()
                .pool("a100", 2, 60, 2000, 4000)
                .pool("h100", 3, 60, 5000, 8000)
                .running("a100", 8)
                .under(on(pool("a100"), pool("h100", 2.5)));
        fleet.demand(1200, 12_000, 1_000);
        return (restart ? fleet.restarted() : fleet).demand(1200, 16_000, 1_000);
    }
}
