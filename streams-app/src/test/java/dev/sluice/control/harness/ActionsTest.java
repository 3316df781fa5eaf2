package dev.sluice.control.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.Pool;
import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.ScalingPolicy.Tuning;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.policy.trace.Stage;
import dev.sluice.sizing.Objective;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Ways to get a replica that computes 5,000 prompt tokens per second, each a pool: an adapter in a slot of a running
 * engine after 4 s for 6.00 per hour, a model switched on a warm machine after 30 s for 4.00, a fresh machine after 300 s
 * for 3.00, and spot after 300 s for 1.00.
 */
@DisplayName("Actions of one service with lead times of their own")
final class ActionsTest {
    private static final double EACH = 5000;

    private static ScalingPolicy policy(int min, String... pools) {
        return ScalingPolicy.of(ServiceHarness.SERVICE, 60)
                .withReplicas(new Bounds(min, 60))
                .withTokens(Objective.Tokens.STANDARD)
                .withPlacement(Placement.ANYWHERE.withPools(Arrays.stream(pools)
                        .map(pool -> new PoolTerms(pool, OptionalDouble.empty(), 0))
                        .toList()));
    }

    private static ModelFleet fleet() {
        return new ModelFleet()
                .pool("machine", 3, 300, EACH, 4000)
                .pool("warm", 4, 30, EACH, 4000)
                .pool("slot", 6, 4, EACH, 4000)
                .pool(Pool.of("spot", 1).withLeadTime(Duration.ofMinutes(5)).withSpot(.1), EACH, 4000)
                .running("machine", 4);
    }

    private static double capacity(ModelFleet fleet) {
        return EACH * (fleet.ready("machine") + fleet.ready("warm") + fleet.ready("slot") + fleet.ready("spot"));
    }

    @Test
    @DisplayName("follow each other in a burst: slots at once, warm machines after them, fresh ones for good")
    void burst() {
        ModelFleet fleet = fleet().under(policy(1, "machine", "warm", "slot")).demand(1800, 10_000, 1_000);
        assertThat(fleet.ordered("slot")).isZero();
        assertThat(fleet.ordered("warm")).isZero();

        // the next window has closed and its slots have started
        fleet.demand(30, 50_000, 5_000);
        assertThat(capacity(fleet)).isGreaterThanOrEqualTo(50_000);
        int slotsAtFirst = fleet.ready("slot");
        assertThat(slotsAtFirst).isGreaterThanOrEqualTo(6);
        assertThat(fleet.ordered("machine")).isGreaterThanOrEqualTo(10);
        assertThat(fleet.decisions().stream()
                        .flatMap(decision -> decision.stages().stream())
                        .map(Stage::detail))
                .anyMatch(said -> said.contains("start in slot until others are ready"))
                .anyMatch(said -> said.contains("start in warm until others are ready"));

        // warm machines are ready and cheaper than slots, which carry only what the size has grown by since
        fleet.demand(60, 50_000, 5_000);
        assertThat(fleet.ready("warm")).isGreaterThanOrEqualTo(6);
        assertThat(fleet.ordered("slot")).isLessThan(slotsAtFirst).isLessThanOrEqualTo(6);
        for (int i = 0; i < 20; i++) {
            fleet.demand(10, 50_000, 5_000);
            assertThat(capacity(fleet)).isGreaterThanOrEqualTo(50_000);
        }

        fleet.demand(300, 50_000, 5_000);
        assertThat(fleet.ready("machine")).isGreaterThanOrEqualTo(10);
        assertThat(fleet.ordered("warm")).isZero();
        assertThat(fleet.ordered("slot")).isZero();
    }

    @Test
    @DisplayName("that cost more than they save are left out: a warm machine dearer than a slot starts nothing")
    void dear() {
        ModelFleet fleet = fleet().pool("warm", 6, 30, EACH, 4000)
                .under(policy(1, "machine", "warm", "slot"))
                .demand(1800, 10_000, 1_000)
                .demand(200, 50_000, 5_000);

        assertThat(fleet.ready("slot")).isGreaterThanOrEqualTo(6);
        assertThat(fleet.ordered("warm")).isZero();
    }

    @Test
    @DisplayName("replace each other where the platform has no more of one")
    void few_slots() {
        ModelFleet fleet = fleet().most("slot", 2)
                .under(policy(1, "machine", "warm", "slot"))
                .demand(1800, 10_000, 1_000)
                .demand(100, 50_000, 5_000);

        assertThat(fleet.ready("slot")).isLessThanOrEqualTo(2);
        assertThat(capacity(fleet)).isGreaterThanOrEqualTo(50_000);
    }

    @Test
    @DisplayName("take over for spot that is given back")
    void given_back() {
        ModelFleet fleet = fleet().under(policy(1, "machine", "slot", "spot")).demand(5400, 20_000, 2_000);
        assertThat(fleet.ready("spot")).isGreaterThanOrEqualTo(4);
        assertThat(fleet.ordered("slot")).isZero();

        fleet.most("spot", 0).demand(30, 20_000, 2_000);
        assertThat(capacity(fleet)).isGreaterThanOrEqualTo(20_000);
        assertThat(fleet.decisions().stream()
                        .flatMap(decision -> decision.stages().stream())
                        .map(Stage::name))
                .contains(Stage.Name.BRIDGE);
        fleet.demand(900, 20_000, 2_000);
        assertThat(EACH * fleet.ready("machine")).isGreaterThanOrEqualTo(20_000);
        assertThat(fleet.ordered("slot")).isZero();
    }

    @Test
    @DisplayName("are not undone while they load, though nobody asks any more")
    void loading() {
        ScalingPolicy learned = policy(0, "machine");
        Tuning tuning = new Tuning(0, OptionalDouble.empty(), Duration.ZERO, Optional.of(Duration.ofSeconds(30)));
        ScalingPolicy stated = Policies.with(learned, tuning).withPlacement(learned.placement());
        for (ScalingPolicy policy : new ScalingPolicy[] {learned, stated}) {
            ModelFleet fleet = fleet().under(policy).demand(600, 5_000, 500);
            for (int i = 0; i < 300 && fleet.ordered("machine") > 0; i++) {
                fleet.demand(60, 0, 0);
            }
            assertThat(fleet.ordered("machine")).isZero();

            fleet.held(4, 3);
            assertThat(fleet.ordered("machine")).isEqualTo(1);
            for (int i = 0; i < 28; i++) {
                fleet.held(10, 0);
                assertThat(fleet.ordered("machine")).isEqualTo(1);
            }
            fleet.demand(60, 0, 0);
            assertThat(fleet.ready("machine")).isLessThanOrEqualTo(1);
        }
    }

    @Test
    @DisplayName("stay as they are while demand does: spare spot is not asked for again and again")
    void steady_on_spot() {
        ModelFleet fleet = fleet().under(policy(1, "machine", "slot", "spot")).demand(5400, 20_000, 2_000);
        int before = fleet.commands().size();
        fleet.demand(3600, 20_000, 2_000);
        assertThat(fleet.commands().size() - before).isLessThanOrEqualTo(2);
    }
}
