package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.policy.ScalingPolicy.Tuning;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.policy.pool.Roles;
import dev.sluice.sizing.Objective;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What is allowed and hardly meant. */
final class PolicyNotesTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final ScalingPolicy USUAL = ScalingPolicy.of("web", 9);

    @Test
    void a_usual_policy_has_no_notes() {
        assertThat(notes(USUAL)).isEmpty();
        assertThat(notes(USUAL.withObjective(new Objective.Deadline(NOW.plusSeconds(1)))))
                .isEmpty();
        assertThat(notes(USUAL.withObjective(new Objective.Drain(Duration.ofMinutes(2)))))
                .isEmpty();
    }

    @Test
    void a_promise_that_cannot_be_kept_is_noted() {
        assertThat(notes(USUAL.withObjective(new Objective.Deadline(NOW))))
                .containsExactly("objective.deadline 2026-06-01T00:00:00Z is over");
        assertThat(notes(USUAL.withObjective(new Objective.Drain(Duration.ofMillis(1)))))
                .singleElement()
                .asString()
                .startsWith("objective.drain 1ms is shorter than a window and the lead time, 1s");
        assertThat(notes(USUAL.withLeadTime(Duration.ofMinutes(3))
                        .withObjective(new Objective.Drain(Duration.ofMinutes(2)))))
                .singleElement()
                .asString()
                .contains("181s");
        assertThat(notes(USUAL.withObjective(new Objective.Unserved(.6)))).hasSize(1);
        assertThat(notes(USUAL.withObjective(new Objective.Latency(.95, Duration.ofNanos(1)))))
                .hasSize(1);
    }

    @Test
    void what_means_nothing_beside_the_rest_is_noted() {
        assertThat(notes(tuned(
                        new Tuning(0, OptionalDouble.empty(), Duration.ZERO, Optional.of(Duration.ofMinutes(5))))))
                .containsExactly("idleWindow means nothing with replicas.min 1: only min 0 lets the service sleep");
        assertThat(notes(tuned(new Tuning(9.99, OptionalDouble.empty(), Duration.ZERO))))
                .containsExactly("headroom 999% keeps 10.99 times what the objective asks; 10% is written 0.1 or 10%");
        assertThat(notes(USUAL.withReplicas(new Bounds(4, 4))))
                .containsExactly("replicas: min and max are both 4, so the size never changes");
        assertThat(notes(USUAL.withPlacement(new Placement(
                        List.of(),
                        .5,
                        new Placement.Moves(Duration.ofHours(1), 1),
                        new Placement.Rank(3, 1),
                        "retail",
                        Optional.empty(),
                        Optional.empty()))))
                .hasSize(4)
                .allMatch(note -> note.contains("without pools"));
    }

    @Test
    void what_means_nothing_beside_roles_is_noted() {
        Roles roles =
                new Roles(new Roles.Of("h100", OptionalDouble.empty()), new Roles.Of("l40s", OptionalDouble.of(900)));
        Placement apart = new Placement(
                        List.of(),
                        .5,
                        new Placement.Moves(Duration.ofHours(1), 1),
                        Placement.Rank.EQUAL,
                        "retail",
                        Optional.empty(),
                        Optional.empty())
                .withRoles(roles);

        assertThat(notes(USUAL.withTokens(Objective.Tokens.STANDARD).withPlacement(apart)))
                .hasSize(2)
                .allMatch(note -> note.contains("means nothing with roles"));
    }

    @Test
    void a_service_at_zero_that_nothing_wakes_is_noted() {
        ScalingPolicy zero = USUAL.withReplicas(new Bounds(0, 9));
        Demand cpu = new Demand(Signal.CPU, OptionalDouble.of(.7), Optional.empty());

        assertThat(notes(zero)).isEmpty();
        assertThat(notes(zero.withDemand(cpu))).singleElement().asString().contains("nothing wakes the service");
        assertThat(notes(zero.withDemand(cpu).withMore(List.of(Demand.REQUESTS))))
                .isEmpty();
    }

    @Test
    void a_month_without_money_is_noted() {
        for (MonthlyBudget.Kind kind : MonthlyBudget.Kind.values()) {
            Placement broke = new Placement(
                    List.of(new PoolTerms("cpu", OptionalDouble.of(3), 0)),
                    1,
                    Placement.Moves.DEFAULT,
                    Placement.Rank.EQUAL,
                    "",
                    Optional.of(new MonthlyBudget(0, kind, ZoneOffset.UTC)),
                    Optional.empty());
            assertThat(notes(USUAL.withPlacement(broke)))
                    .singleElement()
                    .asString()
                    .startsWith("budget.perMonth 0: ");
        }
    }

    private static ScalingPolicy tuned(Tuning tuning) {
        return new ScalingPolicy(
                "web",
                new Bounds(1, 9),
                Demand.REQUESTS,
                Objective.standard(),
                Optional.empty(),
                Mode.ACT,
                ScalingRules.FREE,
                ScalingRules.FREE,
                tuning);
    }

    private static List<String> notes(ScalingPolicy policy) {
        return PolicyNotes.of(policy, NOW);
    }
}
