package dev.sluice.control.placement;

import static dev.sluice.control.harness.ServiceHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.Pool;
import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.control.message.money.BudgetGate;
import dev.sluice.control.message.money.SpendLimit;
import dev.sluice.control.message.proposal.Load;
import dev.sluice.control.message.proposal.RoleNeed;
import dev.sluice.control.message.proposal.RoleSizes;
import dev.sluice.control.placement.problem.PlacementProblem;
import dev.sluice.control.placement.problem.PlacementResult;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.Roles;
import dev.sluice.policy.trace.DecisionTrace;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import dev.sluice.sizing.Objective;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A prefill replica costs 4.00 per hour, a decode replica 1.00. */
@DisplayName("Placing prefill and decode")
final class RolePlacementTest {
    private static final Roles ROLES =
            new Roles(new Roles.Of("p", OptionalDouble.of(5000)), new Roles.Of("d", OptionalDouble.of(1000)));
    private static final ScalingPolicy POLICY = ScalingPolicy.of("chat", 1000)
            .withTokens(Objective.Tokens.STANDARD)
            .withPlacement(Placement.ANYWHERE.withRoles(ROLES));

    private final ServiceFleet fleet = new ServiceFleet();
    private SpendLimit limit = SpendLimit.NONE;
    private Mode mode = Mode.ADVISE;

    private PlacementResult place(RoleSizes wanted, int ofPrefill, int ofDecode) {
        return place(new RoleNeed(wanted, wanted, 0), ofPrefill, ofDecode);
    }

    private PlacementResult place(RoleNeed need, int ofPrefill, int ofDecode) {
        RoleSizes wanted = need.wanted();
        List<PoolOffer> offers = List.of(
                new PoolOffer(Pool.of("p", 4).withLimit(ofPrefill), 5000, 0),
                new PoolOffer(Pool.of("d", 1).withLimit(ofDecode), 1000, 0));
        fleet.named(POLICY.placement().pools());
        fleet.needAll(true);
        fleet.offered(offers);
        BudgetGate gate = new BudgetGate() {
            @Override
            public SpendLimit limitFor(double wantedPerHour, DoubleSupplier floorPerHour) {
                return limit;
            }

            @Override
            public void record(double suppressedPerHour) {}
        };
        PlacementProblem problem = new PlacementProblem(
                Load.of(wanted.sum()),
                POLICY.withMode(mode),
                offers,
                fleet,
                gate,
                Trigger.WINDOW,
                ms(0),
                Optional.of(need));
        DecisionTrace sized = DecisionTrace.of(fleet.ordered(), wanted.sum(), Reason.REACTIVE, "");
        return new RolePlacement(problem, new PoolClaims("chat")).place(sized);
    }

    private void running(String pool, int replicas) {
        fleet.named(POLICY.placement().pools());
        long generation = fleet.order(pool, replicas, ms(-1000));
        fleet.acknowledged(new Acknowledgement(
                pool,
                generation,
                Acknowledgement.Status.READY,
                replicas,
                OptionalInt.of(replicas),
                ServiceHarness.at(-1000),
                ServiceHarness.at(-900)));
    }

    @Test
    @DisplayName("has both sizes where the pools have them")
    void enough() {
        PlacementResult placed = place(new RoleSizes(5, 10), 100, 100);
        assertThat(placed.replicas()).containsEntry("p", 5).containsEntry("d", 10);
        assertThat(placed.target()).isEqualTo(15);
    }

    @Test
    @DisplayName("grows a role by no more than the other pool's 60 % serve, and says so")
    void shortage() {
        PlacementResult placed = place(new RoleSizes(5, 10), 3, 100);
        assertThat(placed.replicas()).containsEntry("p", 3).containsEntry("d", 6);
        assertThat(placed.trace().stages())
                .filteredOn(stage -> stage.name() == Stage.Name.POOL_LIMIT)
                .singleElement()
                .satisfies(stage -> assertThat(stage.detail())
                        .isEqualTo(
                                "p has 3 of 5 that prefill asks for: decode has 6 of 10, and is not grown beyond what"
                                        + " prefill serves"));
    }

    @Test
    @DisplayName("leaves what is ready alone in a shortage, but not what nobody wants")
    void ready() {
        running("d", 9);
        assertThat(place(new RoleSizes(5, 10), 3, 100).replicas()).containsEntry("d", 9);
        assertThat(place(new RoleSizes(5, 8), 3, 100).replicas()).containsEntry("d", 8);
    }

    @Test
    @DisplayName("does not take a queue for demand: what works it off is no reason to end the other role")
    void queue() {
        // 26 prefill replicas are wanted to work off a queue, 5 would last
        RoleNeed need = new RoleNeed(new RoleSizes(26, 10), new RoleSizes(5, 10), 0);
        assertThat(place(need, 3, 100).replicas()).containsEntry("p", 3).containsEntry("d", 6);
        // and answers that are generated now come from prompts that were computed
        RoleNeed busy = new RoleNeed(new RoleSizes(26, 10), new RoleSizes(5, 10), 8);
        assertThat(place(busy, 3, 100).replicas()).containsEntry("d", 8);
    }

    @Test
    @DisplayName("buys the same share of both where money is short")
    void money() {
        limit = new SpendLimit(OptionalDouble.of(18), false, "cut", Optional.empty());
        // 5 and 10 cost 30 per hour, 3 and 6 cost 18
        PlacementResult placed = place(new RoleSizes(5, 10), 100, 100);
        assertThat(placed.replicas()).containsEntry("p", 3).containsEntry("d", 6);
        assertThat(placed.trace().lastChange()).contains(Reason.BUDGET);
    }

    @Test
    @DisplayName("claims of a limited pool no more than the other one can match")
    void claims() {
        mode = Mode.ACT;
        PlacementResult placed = place(new RoleSizes(5, 10), 3, 100);
        assertThat(placed.waits()).isTrue();
        assertThat(placed.claims()).anySatisfy(claim -> {
            assertThat(claim.share().name()).isEqualTo("d");
            assertThat(claim.wish()).isEqualTo(6);
        });
    }

    @Test
    @DisplayName("keeps bounds and the ratio, whatever is wanted, there or running")
    void generated() {
        Random random = new Random(34);
        for (int i = 0; i < 5_000; i++) {
            RoleSizes wanted = new RoleSizes(1 + random.nextInt(40), 1 + random.nextInt(40));
            int[] may = {random.nextInt(50), random.nextInt(50)};
            int[] ready = {random.nextInt(50), random.nextInt(50)};
            running("p", ready[0]);
            running("d", ready[1]);
            limit = random.nextInt(3) == 0
                    ? new SpendLimit(OptionalDouble.of(random.nextInt(200)), false, "cut", Optional.empty())
                    : SpendLimit.NONE;

            PlacementResult placed = place(wanted, may[0], may[1]);

            int prefill = placed.replicas().getOrDefault("p", 0);
            int decode = placed.replicas().getOrDefault("d", 0);
            double share = Math.min(1, Math.min((double) may[0] / wanted.prefill(), (double) may[1] / wanted.decode()));
            assertThat(prefill).isBetween(0, Math.min(may[0], wanted.prefill()));
            assertThat(decode).isBetween(0, Math.min(may[1], wanted.decode()));
            assertThat(prefill).isLessThanOrEqualTo(Math.max(ready[0], (int)
                    Math.ceil(share * wanted.prefill() - 1e-9)));
            assertThat(decode).isLessThanOrEqualTo(Math.max(ready[1], (int) Math.ceil(share * wanted.decode() - 1e-9)));
            if (limit.ceiling().isPresent()) {
                assertThat(4 * prefill + decode)
                        .isLessThanOrEqualTo(Math.max(5, (int) limit.ceiling().getAsDouble()));
            } else {
                assertThat(prefill).isGreaterThanOrEqualTo((int) Math.floor(share * wanted.prefill()));
                assertThat(decode).isGreaterThanOrEqualTo((int) Math.floor(share * wanted.decode()));
            }
            assertThat(placed.target()).isEqualTo(prefill + decode);
        }
    }
}
