package dev.sluice.control.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.Pool;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.proposal.RoleSizes;
import dev.sluice.demand.Signal;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.pool.Roles;
import dev.sluice.policy.schedule.Author;
import dev.sluice.policy.schedule.OverrideEvent;
import dev.sluice.policy.schedule.ServiceOverride;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import dev.sluice.sizing.Objective;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A prefill replica computes 5,000 prompt tokens per second, and a decode replica generates up to 2,000. */
@DisplayName("Prefill and decode")
final class RolesTest {
    private static final OptionalDouble LEARNED = OptionalDouble.empty();

    private static ScalingPolicy policy(int min, int max, OptionalDouble prefill, OptionalDouble decode) {
        ScalingPolicy policy = ScalingPolicy.of(ServiceHarness.SERVICE, max)
                .withReplicas(new Bounds(min, max))
                .withTokens(Objective.Tokens.STANDARD);
        return policy.withPlacement(
                Placement.ANYWHERE.withRoles(new Roles(new Roles.Of("p", prefill), new Roles.Of("d", decode))));
    }

    private static ScalingPolicy stated(int min, int max) {
        return policy(min, max, OptionalDouble.of(5000), OptionalDouble.of(1000));
    }

    private static ModelFleet fleet() {
        return new ModelFleet().pool("p", 4, 120, 5000, 0).pool("d", 2, 20, 0, 2000);
    }

    private static void bothOrNone(ModelFleet fleet) {
        for (Decision decision : fleet.decisions()) {
            if (decision.generation() == 0) {
                continue;
            }
            long empty = decision.allotment().parts().stream()
                    .filter(part -> part.replicas() == 0)
                    .count();
            assertThat(empty).as(decision.detail()).isNotEqualTo(1);
        }
    }

    @Test
    @DisplayName("are each sized by their own tokens, at stated rates")
    void sized() {
        ModelFleet fleet = fleet().running("p", 2).running("d", 2).under(stated(1, 60));

        fleet.demand(3600, 20_000, 6_000);
        // prompts keep 4 replicas busy, and answers take 6; prompts that decode replicas were handed do not count
        assertThat(fleet.ordered("p")).isBetween(4, 10);
        assertThat(fleet.ordered("d")).isBetween(6, 9);

        // answers grow three times as long: only decode follows
        int prefill = fleet.ordered("p");
        fleet.demand(3600, 20_000, 18_000);
        assertThat(fleet.ordered("d")).isBetween(18, 25);
        assertThat(fleet.ordered("p")).isBetween(4, prefill);
        assertThat(fleet.last().target()).isEqualTo(fleet.ordered("p") + fleet.ordered("d"));
        assertThat(fleet.said())
                .contains("prefill: expects")
                .contains("in 120 s")
                .contains("decode: answers take")
                .contains("in 20 s")
                .contains("prefill " + fleet.ordered("p") + " in p, decode " + fleet.ordered("d") + " in d");
        assertThat(fleet.last().seen().orElseThrow().demand().orElse(0)).isBetween(37_000.0, 39_000.0);
    }

    @Test
    @DisplayName("are forecast as one demand, of tokens of both kinds")
    void forecast() {
        ModelFleet fleet = fleet().running("p", 6).running("d", 8).under(stated(1, 60));

        fleet.demand(3600, 20_000, 6_000);

        Output.Forecasted last = fleet.forecasts().get(fleet.forecasts().size() - 1);
        assertThat(last.signal()).isEqualTo(Signal.TOKENS);
        assertThat(last.forecast().point()).isBetween(24_000.0, 28_000.0);
        assertThat(last.forecast().quantile(.9)).isBetween(last.forecast().point(), 34_000.0);
        // the start-up time of prefill, which is longer than that of decode
        assertThat(last.window().multipliedBy(last.forecast().horizonSteps()))
                .isBetween(Duration.ofSeconds(120), Duration.ofSeconds(140));

        // nobody knows the sum while one of them is silent
        int forecasts = fleet.forecasts().size();
        fleet.muted("p").demand(600, 20_000, 6_000);
        assertThat(fleet.forecasts()).hasSizeLessThanOrEqualTo(forecasts + 1);
    }

    @Test
    @DisplayName("learn their rates from first tokens and from the times between tokens")
    void learned() {
        ModelFleet fleet = fleet().running("p", 4).running("d", 8).under(policy(1, 60, LEARNED, LEARNED));

        fleet.demand(7200, 10_000, 8_000);
        Decision last = fleet.last();
        assertThat(last.allotment().parts().get(0).perReplica()).isBetween(4500.0, 5500.0);
        // 20 ms between tokens on an idle replica, 51 ms at 1,200 tokens per second
        assertThat(last.allotment().parts().get(1).perReplica()).isBetween(950.0, 1450.0);
        assertThat(fleet.ordered("d")).isBetween(6, 10);
        assertThat(fleet.said()).contains("(learned)");
    }

    @Test
    @DisplayName("without reports of a role hold its size: absence is not zero")
    void silent() {
        ModelFleet fleet = fleet().running("p", 6).running("d", 6).under(stated(1, 60));
        fleet.demand(1200, 20_000, 5_000);
        int prefill = fleet.ordered("p");

        fleet.muted("p").demand(600, 20_000, 5_000);
        assertThat(fleet.ordered("p")).isEqualTo(prefill);
        // while decode still grows
        fleet.demand(600, 20_000, 15_000);
        assertThat(fleet.ordered("p")).isEqualTo(prefill);
        assertThat(fleet.ordered("d")).isGreaterThanOrEqualTo(15);
    }

    @Test
    @DisplayName("go to zero together, and a gateway's queue wakes both")
    void zero() {
        ModelFleet fleet = fleet().running("p", 2).running("d", 2).under(stated(0, 60));
        fleet.demand(600, 10_000, 3_000);

        for (int i = 0; i < 200 && fleet.ordered("p") > 0; i++) {
            fleet.demand(60, 0, 0);
        }
        assertThat(fleet.ordered("p")).isZero();
        assertThat(fleet.ordered("d")).isZero();
        bothOrNone(fleet);

        fleet.fromHere().held(20, 3);
        assertThat(fleet.ordered("p")).isEqualTo(1);
        assertThat(fleet.ordered("d")).isEqualTo(1);
        assertThat(fleet.commands().get(0).reason()).isEqualTo(Reason.WAKE_FROM_ZERO);
        assertThat(fleet.commands()).hasSize(2);
    }

    @Test
    @DisplayName("that load are not ended for being idle, however long the slower one takes")
    void loading() {
        ModelFleet fleet = new ModelFleet()
                .pool("p", 4, 900, 5000, 0)
                .pool("d", 2, 20, 0, 2000)
                .running("p", 1)
                .running("d", 1)
                .under(stated(0, 60));
        fleet.demand(600, 1_000, 300);
        for (int i = 0; i < 200 && fleet.ordered("p") > 0; i++) {
            fleet.demand(60, 0, 0);
        }
        fleet.held(10, 3).fromHere();

        // decode is ready after 20 s and has nothing to do: prefill takes 15 minutes, and the client has gone
        fleet.held(880, 0);
        assertThat(fleet.ordered("p")).isEqualTo(1);
        assertThat(fleet.ordered("d")).isEqualTo(1);
    }

    @Test
    @DisplayName("keep their ratio in a shortage: the other role is not grown beyond what the short one serves")
    void shortage() {
        ModelFleet fleet =
                fleet().running("p", 2).running("d", 2).under(stated(1, 60)).most("p", 3);

        fleet.demand(3600, 20_000, 10_000);
        // some 5 prefill and 10 decode replicas are needed; 3 of 5 compute three quarters of the prompts at most
        assertThat(fleet.ordered("p")).isEqualTo(3);
        assertThat(fleet.ordered("d")).isBetween(7, 9);
        assertThat(fleet.decisions())
                .anySatisfy(d -> assertThat(d.stages())
                        .anySatisfy(stage -> assertThat(stage.detail())
                                .contains("p has 3 of")
                                .contains("is not grown beyond what prefill serves")));

        fleet.most("p", 100).demand(10_800, 20_000, 10_000);
        assertThat(fleet.ordered("p")).isBetween(4, 10);
        assertThat(fleet.ordered("d")).isBetween(10, 14);
    }

    @Test
    @DisplayName("are ordered in limited pools when both are granted, in the ratio of what was granted")
    void granted() {
        ModelFleet fleet = new ModelFleet()
                .pool(Pool.of("p", 4).withLeadTime(Duration.ofMinutes(2)).withLimit(10), 5000, 0)
                .pool(Pool.of("d", 2).withLeadTime(Duration.ofSeconds(20)).withLimit(30), 0, 2000)
                .running("p", 2)
                .running("d", 2)
                .under(stated(1, 60))
                .taken("p", 7);

        fleet.demand(2400, 20_000, 10_000);
        // 3 of some 5 prefill replicas are to be had
        assertThat(fleet.ordered("p")).isEqualTo(3);
        assertThat(fleet.ordered("d")).isBetween(7, 9);

        fleet.taken("p", 0).demand(2400, 20_000, 10_000);
        assertThat(fleet.ordered("p")).isBetween(4, 10);
        assertThat(fleet.ordered("d")).isBetween(10, 16);
    }

    @Test
    @DisplayName("share what somebody sets by hand, and what headroom adds")
    void by_hand() {
        ModelFleet fleet = fleet().running("p", 4).running("d", 8).under(stated(1, 60));
        fleet.demand(3600, 20_000, 10_000);
        RoleSizes needed = new RoleSizes(fleet.ordered("p"), fleet.ordered("d"));
        Author anna = new Author("anna", "sale", ServiceHarness.at(fleet.now()));
        ServiceOverride forced = new ServiceOverride(
                "o1",
                new ServiceOverride.Force(2 * needed.sum()),
                anna,
                ServiceHarness.at(fleet.now()),
                ServiceHarness.at(fleet.now() + 600));

        fleet.set(new OverrideEvent.Set(forced)).demand(60, 20_000, 10_000);
        assertThat(fleet.ordered("p") + fleet.ordered("d")).isEqualTo(2 * needed.sum());
        assertThat(fleet.ordered("p")).isEqualTo(2 * needed.prefill());
    }

    @Test
    @DisplayName("are only told where a policy advises")
    void advised() {
        ModelFleet fleet =
                fleet().running("p", 1).running("d", 1).under(stated(1, 60).withMode(Mode.ADVISE));

        fleet.demand(1200, 20_000, 10_000);
        assertThat(fleet.commands()).isEmpty();
        assertThat(fleet.last().target()).isGreaterThanOrEqualTo(14);
        assertThat(fleet.said()).contains("prefill ").contains(" in p, decode ");
    }

    @Test
    @DisplayName("shrink with the answers that a role which was cut still brings, and no further")
    void taken_back() {
        ModelFleet fleet = fleet().running("p", 6).running("d", 12).under(stated(1, 60));
        fleet.demand(1800, 20_000, 10_000);
        int decode = fleet.ordered("d");

        fleet.most("p", 2).demand(300, 20_000, 10_000);
        assertThat(fleet.ordered("p")).isEqualTo(2);
        assertThat(fleet.ordered("d")).isBetween(5, decode);
        // two prefill replicas compute half of the prompts, so in time there are half of the answers
        fleet.demand(1200, 20_000, 10_000);
        assertThat(fleet.ordered("d")).isBetween(5, 7);
    }

    @Test
    @DisplayName("share the maximum in the ratio in which they are needed")
    void maximum() {
        ModelFleet fleet = fleet().running("p", 2).running("d", 2).under(stated(1, 9));

        fleet.demand(1800, 20_000, 20_000);
        assertThat(fleet.ordered("p") + fleet.ordered("d")).isEqualTo(9);
        assertThat(fleet.ordered("p")).isBetween(2, 3);
    }

    @Test
    @DisplayName("stay in an old pool until both roles are ready in the new ones")
    void move() {
        ModelFleet fleet = fleet().pool("new", 3, 300, 5000, 0)
                .running("p", 5)
                .running("d", 6)
                .under(stated(1, 60));
        fleet.demand(1800, 20_000, 5_000);
        int before = fleet.ordered("p");
        Roles moved =
                new Roles(new Roles.Of("new", OptionalDouble.of(5000)), new Roles.Of("d", OptionalDouble.of(1000)));

        fleet.under(stated(1, 60).withPlacement(Placement.ANYWHERE.withRoles(moved)));
        for (int i = 0; i < 29; i++) {
            fleet.demand(10, 20_000, 5_000);
            assertThat(fleet.ready("p") + fleet.ready("new")).isGreaterThanOrEqualTo(before);
            assertThat(fleet.ready("d")).isGreaterThanOrEqualTo(5);
        }
        assertThat(fleet.last().stages()).anyMatch(stage -> stage.name() == Stage.Name.HANDOVER);
        fleet.demand(120, 20_000, 5_000);
        assertThat(fleet.ordered("p")).isZero();
        assertThat(fleet.ordered("new")).isGreaterThanOrEqualTo(4);
    }

    @Test
    @DisplayName("decide after a restart as without one")
    void restarted() {
        ModelFleet kept = course(false);
        ModelFleet restarted = course(true);

        assertThat(restarted.said()).isEqualTo(kept.said());
        assertThat(restarted.last().target()).isEqualTo(kept.last().target());
    }

    private static ModelFleet course(boolean restart) {
        ModelFleet fleet = fleet().running("p", 4).running("d", 8).under(policy(1, 60, LEARNED, LEARNED));
        fleet.demand(1830, 10_000, 8_000);
        return (restart ? fleet.restarted() : fleet).demand(1200, 16_000, 9_000);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    @DisplayName("stay within bounds, are both there or neither, and share what there is, whatever comes")
    void generated(long seed) {
        Random random = new Random(seed);
        int max = 2 + random.nextInt(30);
        int min = random.nextInt(3);
        ModelFleet fleet = fleet().running("p", 1).running("d", 1);
        fleet.under(random.nextBoolean() ? stated(min, max) : policy(min, max, LEARNED, LEARNED));
        for (int i = 0; i < 40; i++) {
            switch (random.nextInt(8)) {
                case 0 -> fleet.most("p", 1 + random.nextInt(10));
                case 1 -> fleet.most("d", 1 + random.nextInt(10));
                case 2 -> fleet.most("p", 1000).most("d", 1000);
                case 3 -> fleet.restarted();
                case 4 -> fleet.held(20, random.nextInt(3));
                default -> {}
            }
            double level = random.nextInt(4) == 0 ? 0 : Math.pow(10, 2 + 3 * random.nextDouble());
            fleet.demand(10 * (1 + random.nextInt(30)), level, level * random.nextDouble());
            assertThat(fleet.ordered("p") + fleet.ordered("d")).isBetween(0, max);
            assertThat(fleet.ordered("p") == 0).isEqualTo(fleet.ordered("d") == 0);
        }
        bothOrNone(fleet);
        assertThat(fleet.last().at()).isAfter(ServiceHarness.at(fleet.now() - 30));
    }
}
