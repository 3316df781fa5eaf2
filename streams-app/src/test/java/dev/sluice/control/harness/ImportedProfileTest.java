package dev.sluice.control.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.policy.pool.Roles;
import dev.sluice.sizing.Objective;
import dev.sluice.sizing.tokens.ReplicaProfile;
import dev.sluice.sizing.tokens.ReplicaProfile.Point;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replicas compute 5,000 prompt tokens per second; 30,000 arrive, in prompts of 1,000, and keep six of them busy. */
@DisplayName("A service that starts from an imported profile")
final class ImportedProfileTest {
    private static final double PROMPTS = 30_000;
    private static final double OUTPUTS = 2_000;

    private final ModelFleet fleet = new ModelFleet().pool("h100", 3, 60, 5000, 4000);

    @Test
    @DisplayName("has about the right size after its first window, where another holds it and is then cautious")
    void right_at_once() {
        fleet.running("h100", 4).under(onOnePool()).told(profile(1)).demand(30, PROMPTS, OUTPUTS);
        assertThat(fleet.ordered("h100")).isBetween(7, 11);
        assertThat(fleet.said()).contains("imported profile").doesNotContain("learned from");
        fleet.demand(570, PROMPTS, OUTPUTS);
        assertThat(fleet.ordered("h100")).isBetween(7, 11);
        assertThat(fleet.queue()).isZero();

        ModelFleet cautious = new ModelFleet().pool("h100", 3, 60, 5000, 4000).running("h100", 4);
        cautious.under(onOnePool()).demand(600, PROMPTS, OUTPUTS);
        assertThat(cautious.ordered("h100")).isGreaterThanOrEqualTo(14);
    }

    @ParameterizedTest(name = "{0} times what is true")
    @ValueSource(doubles = {.5, 2})
    @DisplayName("whose profile is wrong knows how fast replicas are within ten minutes, and has a right size")
    void wrong(double factor) {
        fleet.running("h100", 4).under(onOnePool()).told(profile(factor)).demand(600, PROMPTS, OUTPUTS);
        assertThat(speed()).isBetween(4500.0, 5500.0);
        assertThat(fleet.ordered("h100")).isBetween(7, 12);
        assertThat(fleet.queue()).isZero();
        assertThat(fleet.said()).contains("learned from").doesNotContain("imported profile");
    }

    @Test
    @DisplayName("keeps it over a restart until there are requests")
    void waits() {
        fleet.running("h100", 4).under(onOnePool()).told(profile(1)).demand(60, 0, 0);
        assertThat(fleet.ordered("h100")).isEqualTo(4);
        fleet.restarted().demand(30, PROMPTS, OUTPUTS);
        assertThat(fleet.ordered("h100")).isBetween(7, 11);
        assertThat(fleet.said()).contains("imported profile");
        int before = fleet.ordered("h100");
        fleet.restarted().demand(300, PROMPTS, OUTPUTS);
        assertThat(fleet.ordered("h100")).isBetween(before - 1, before + 2);
    }

    @Test
    @DisplayName("and has learned already hardly notices it")
    void late() {
        fleet.running("h100", 8).under(onOnePool()).demand(3600, PROMPTS, OUTPUTS);
        int before = fleet.ordered("h100");
        fleet.told(profile(2)).demand(120, PROMPTS, OUTPUTS);
        assertThat(fleet.ordered("h100")).isBetween(before - 1, before + 1);
        assertThat(fleet.said()).contains("learned from");
    }

    @Test
    @DisplayName("knows at once what its prefill and its decode replicas bear")
    void roles() {
        ModelFleet apart = new ModelFleet()
                .pool("p", 4, 120, 5000, 0)
                .pool("d", 2, 20, 0, 2000)
                .running("p", 2)
                .running("d", 2);
        apart.under(onRoles()).told(profile(1)).demand(30, 20_000, 8_000);
        // prompts keep four busy; 51 ms between tokens are reached at 1,200 tokens per second
        assertThat(apart.ordered("p")).isBetween(5, 9);
        assertThat(apart.ordered("d")).isBetween(6, 14);
        assertThat(apart.said()).contains("(imported profile");
        apart.restarted().demand(3600, 20_000, 8_000);
        assertThat(apart.last().allotment().parts().get(1).perReplica()).isBetween(1000.0, 1450.0);
        assertThat(apart.said()).contains("(learned");
    }

    private double speed() {
        return fleet.last().allotment().parts().get(0).perReplica();
    }

    private static ScalingPolicy onOnePool() {
        return policy().withPlacement(
                        Placement.ANYWHERE.withPools(List.of(new PoolTerms("h100", OptionalDouble.empty(), 0))));
    }

    private static ScalingPolicy onRoles() {
        OptionalDouble learned = OptionalDouble.empty();
        return policy().withPlacement(Placement.ANYWHERE.withRoles(
                new Roles(new Roles.Of("p", learned), new Roles.Of("d", learned))));
    }

    private static ScalingPolicy policy() {
        return ScalingPolicy.of(ServiceHarness.SERVICE, 60).withTokens(Objective.Tokens.STANDARD);
    }

    /** What is true of the replicas, so many times as fast. */
    private static ReplicaProfile profile(double factor) {
        List<Point> steps = List.of(
                new Point(1, .0205 / factor),
                new Point(10, .025 / factor),
                new Point(40, .04 / factor),
                new Point(120, .08 / factor));
        return new ReplicaProfile(List.of(new Point(1000, .2 / factor)), steps, 2048, "a test");
    }
}
