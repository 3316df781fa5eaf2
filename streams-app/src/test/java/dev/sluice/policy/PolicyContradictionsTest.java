package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.policy.behavior.Limiting;
import dev.sluice.policy.pool.PoolTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of one policy that cannot all hold are refused by the policy itself, in words that name the keys. */
final class PolicyContradictionsTest {
    private static final ScalingRules FORBIDDEN =
            new ScalingRules(Duration.ZERO, ScalingRules.Select.DISABLED, List.of(), OptionalDouble.empty());

    @Test
    void a_floor_of_a_pool_above_the_largest_size_is_refused() {
        assertThatThrownBy(() -> floors(2, pool("small", 1, 9)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pools[].min asks for 9")
                .hasMessageContaining("replicas.max allows 2");
    }

    @Test
    void floors_of_several_pools_count_by_what_their_replicas_serve() {
        assertThat(floors(9, pool("small", 1, 4), pool("large", 10, 0))).isNotNull();
        // one large replica counts as ten small ones
        assertThatThrownBy(() -> floors(13, pool("small", 1, 4), pool("large", 10, 1)))
                .hasMessageContaining("asks for 14");
        assertThat(floors(14, pool("small", 1, 4), pool("large", 10, 1))).isNotNull();
    }

    @Test
    void a_pool_of_unknown_rate_counts_its_floor_as_it_is() {
        PoolTerms unknown = new PoolTerms("gpu", OptionalDouble.empty(), 5);
        assertThatThrownBy(() -> floors(8, pool("cpu", 1, 4), unknown)).hasMessageContaining("asks for 9");
        assertThat(floors(9, pool("cpu", 1, 4), unknown)).isNotNull();
    }

    @Test
    void growth_that_is_forbidden_and_a_size_of_zero_are_refused_together() {
        assertThatThrownBy(() -> Limiting.policy(FORBIDDEN, ScalingRules.FREE, new Bounds(0, 9)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("behavior.scaleUp.select")
                .hasMessageContaining("replicas.min");
        assertThat(Limiting.policy(FORBIDDEN, ScalingRules.FREE, new Bounds(1, 9)))
                .isNotNull();
        assertThat(Limiting.policy(ScalingRules.FREE, FORBIDDEN, new Bounds(0, 9)))
                .isNotNull();
    }

    @Test
    void bounds_that_somebody_sets_for_a_time_make_no_contradiction() {
        ScalingPolicy pools = floors(20, pool("small", 1, 4), pool("large", 10, 1));
        ScalingPolicy bounded = pools.boundedBy(new Bounds(1, 6));
        assertThat(bounded.replicas()).isEqualTo(new Bounds(1, 6));
        assertThat(bounded.placement().pools()).extracting(PoolTerms::min).containsExactly(4, 0);

        ScalingPolicy fixed = Limiting.policy(FORBIDDEN, ScalingRules.FREE, new Bounds(3, 9));
        assertThat(fixed.boundedBy(new Bounds(0, 9)).up().select()).isEqualTo(ScalingRules.Select.MAX);
        assertThat(fixed.boundedBy(new Bounds(2, 9)).up()).isEqualTo(FORBIDDEN);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatever_is_accepted_keeps_its_floors_within_every_bound(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int accepted = 0;
        for (int i = 0; i < 200; i++) {
            PoolTerms[] pools = new PoolTerms[1 + random.nextInt(4)];
            double floors = 0;
            double first = 1 + random.nextInt(20);
            for (int p = 0; p < pools.length; p++) {
                double rate = p == 0 ? first : 1 + random.nextInt(40);
                int min = random.nextInt(6);
                floors += min * rate / first;
                pools[p] = pool("pool" + p, rate, min);
            }
            int max = 1 + random.nextInt(40);
            if (floors > max + 1e-6) {
                assertThatThrownBy(() -> floors(max, pools)).hasMessageContaining("pools[].min");
            } else {
                accepted++;
                ScalingPolicy policy = floors(max, pools);
                Bounds narrower = new Bounds(1, 1 + random.nextInt(max));
                Placement within = policy.boundedBy(narrower).placement();
                assertThat(within.floors(OptionalDouble.empty())).isLessThanOrEqualTo(narrower.max() + 1e-6);
            }
        }
        assertThat(accepted).isPositive();
    }

    @Test
    void what_cannot_be_learned_from_every_report_is_noted() {
        Demand unstated = new Demand(Signal.CPU, OptionalDouble.empty(), Optional.empty());
        ScalingPolicy cores = ScalingPolicy.of("checkout", 9).withDemand(unstated);
        assertThat(PolicyNotes.of(cores, Instant.EPOCH))
                .anyMatch(note -> note.contains("perReplica of cpu is not stated"));
        assertThat(PolicyNotes.of(cores.withDemand(unstated.withPerReplica(.7)), Instant.EPOCH))
                .noneMatch(note -> note.contains("perReplica"));
    }

    private static PoolTerms pool(String name, double perReplica, int min) {
        return new PoolTerms(name, OptionalDouble.of(perReplica), min);
    }

    private static ScalingPolicy floors(int max, PoolTerms... pools) {
        return ScalingPolicy.of("checkout", 1000)
                .withDemand(Demand.REQUESTS)
                .withReplicas(new Bounds(1, 1000))
                .withPlacement(Placement.ANYWHERE.withPools(new ArrayList<>(List.of(pools))))
                .withReplicas(new Bounds(1, max));
    }
}
