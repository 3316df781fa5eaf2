package dev.sluice.allocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.allocation.Mix.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CheapestMixTest {
    private static final int CASES = 8_000;

    private final Pool cpu = Pool.of("cpu", .20).withLeadTime(Duration.ofSeconds(30));
    private final Pool gpu = Pool.of("gpu", 2.00).withLeadTime(Duration.ofMinutes(6));
    private final Pool spot =
            Pool.of("spot", .60).withLeadTime(Duration.ofMinutes(6)).withSpot(.5);

    @Test
    void equals_brute_force_on_thousands_of_wishes() {
        int carried = 0;
        for (long seed = 0; seed < CASES; seed++) {
            MixRequest request = MixCases.small(seed);
            Mix mix = CheapestMix.find(request);
            BruteForceMix truth = new BruteForceMix(request);
            if (truth.cheapest() < Double.POSITIVE_INFINITY) {
                carried++;
                assertThat(mix.outcome()).as("seed %d", seed).isEqualTo(Outcome.CARRIED);
                assertThat(BruteForceMix.moneyWithMoves(request, replicas(mix)))
                        .as("seed %d", seed)
                        .isCloseTo(truth.cheapest(), within(1e-7));
            } else if (truth.largest() >= 0) {
                assertThat(mix.outcome()).as("seed %d", seed).isEqualTo(Outcome.SHORT_OF_REPLICAS);
                assertThat(mix.safeCapacity()).as("seed %d", seed).isCloseTo(truth.largest(), within(1e-6));
                assertThat(mix.pricePerHour()).as("seed %d", seed).isCloseTo(truth.cheapestOfLargest(), within(1e-6));
            }
            assertThat(mix.proven()).isTrue();
            assertBounds(request, mix);
        }
        assertThat(carried).isGreaterThan(CASES / 2);
    }

    @Test
    void under_a_ceiling_it_is_the_largest_that_money_buys() {
        int short_of_money = 0;
        for (long seed = 0; seed < CASES / 4; seed++) {
            MixRequest free = MixCases.small(seed);
            MixRequest request = free.withCeiling(CheapestMix.find(free).pricePerHour() * .6);
            Mix mix = CheapestMix.find(request);
            BruteForceMix truth = new BruteForceMix(request);
            if (mix.outcome() == Outcome.SHORT_OF_MONEY && truth.largest() >= 0) {
                short_of_money++;
                assertThat(mix.safeCapacity()).as("seed %d", seed).isCloseTo(truth.largest(), within(1e-6));
                assertThat(mix.pricePerHour()).as("seed %d", seed).isCloseTo(truth.cheapestOfLargest(), within(1e-6));
            }
        }
        assertThat(short_of_money).isGreaterThan(CASES / 10);
    }

    @Test
    void a_few_gpus_and_cpus_for_the_rest_are_cheaper_than_either_alone() {
        Mix mix = CheapestMix.find(MixRequest.of(85, List.of(PoolChoice.of(cpu, 3), PoolChoice.of(gpu, 40))));

        assertThat(mix.replicas("gpu")).isEqualTo(2);
        assertThat(mix.replicas("cpu")).isEqualTo(2);
        assertThat(mix.pricePerHour()).isCloseTo(4.40, within(1e-9));
        assertThat(mix.capacity()).isEqualTo(86);
        assertThat(mix.missing()).isZero();
    }

    @Test
    void spot_is_counted_by_its_availability_and_kept_within_its_share() {
        List<PoolChoice> choices = List.of(PoolChoice.of(gpu, 40), PoolChoice.of(spot, 40));
        Mix all = CheapestMix.find(MixRequest.of(160, choices));
        Mix half = CheapestMix.find(MixRequest.of(160, choices).withSpotShare(.5));
        Mix none = CheapestMix.find(MixRequest.of(160, choices).withSpotShare(0));

        // 1 / (1 + 0.5 per hour × 0.1 h) = 0.952: four spot replicas count for 152 per second, not 160
        assertThat(spot.availability()).isCloseTo(1 / 1.05, within(1e-12));
        assertThat(all.replicas("spot")).isEqualTo(5);
        assertThat(half.replicas("spot")).isEqualTo(2);
        assertThat(half.replicas("gpu")).isEqualTo(3);
        assertThat(none.replicas("spot")).isZero();
    }

    @Test
    void running_replicas_stay_until_leaving_pays_within_the_payback_time() {
        Pool dear = Pool.of("dear", 1.00);
        Pool cheap = Pool.of("cheap", .90).withLeadTime(Duration.ofMinutes(10));
        List<PoolChoice> choices = List.of(PoolChoice.of(dear, 10).withRunning(4), PoolChoice.of(cheap, 10));

        // a move saves 0.10 per hour and costs ten paid minutes, 0.15: it pays back after an hour and a half
        Mix impatient = CheapestMix.find(MixRequest.of(40, choices));
        Mix patient =
                CheapestMix.find(MixRequest.of(40, choices).withMove(new MixRequest.Move(Duration.ofHours(2), 0)));

        assertThat(impatient.replicas("dear")).isEqualTo(4);
        assertThat(patient.replicas("cheap")).isEqualTo(4);
    }

    @Test
    void what_is_paid_up_stays_and_new_ones_go_where_it_is_cheap() {
        Pool reserved = Pool.of("reserved", 3.00);
        Pool cheap = Pool.of("cheap", .50);
        PoolChoice paid = PoolChoice.of(reserved, 10).withRunning(2).withPaidFor(Duration.ofMinutes(50));
        Mix mix = CheapestMix.find(MixRequest.of(60, List.of(PoolChoice.of(cheap, 10), paid)));

        // of the hour ahead only ten minutes of a reserved replica are still to be paid: 0.50; no cheaper than a new
        // one
        assertThat(mix.replicas("reserved") + mix.replicas("cheap")).isEqualTo(6);
        PoolChoice longer = paid.withPaidFor(Duration.ofMinutes(55));
        assertThat(CheapestMix.find(MixRequest.of(60, List.of(PoolChoice.of(cheap, 10), longer)))
                        .replicas("reserved"))
                .isEqualTo(2);
    }

    @Test
    void pools_without_a_price_shrink_with_demand_and_do_not_move_for_nothing() {
        List<PoolChoice> choices = List.of(
                PoolChoice.of(Pool.of("a", 0), 10),
                PoolChoice.of(Pool.of("b", 0), 10).withRunning(5));

        assertThat(CheapestMix.find(MixRequest.of(30, choices)).replicas("b")).isEqualTo(3);
        assertThat(CheapestMix.find(MixRequest.of(30, choices)).replicas("a")).isZero();
        assertThat(CheapestMix.find(MixRequest.of(0, choices)).replicas()).isZero();
    }

    @Test
    void a_ceiling_that_cuts_is_told_from_limits_that_do() {
        List<PoolChoice> choices = List.of(PoolChoice.of(gpu.withLimit(3), 40));

        Mix poor = CheapestMix.find(MixRequest.of(200, choices).withCeiling(4.5));
        Mix rich = CheapestMix.find(MixRequest.of(200, choices).withCeiling(50));

        assertThat(poor.describe())
                .isEqualTo("2 gpu carry 80 of 200 per second for 4.00 per hour: the budget buys no more");
        assertThat(rich.describe())
                .isEqualTo("3 gpu carry 120 of 200 per second for 6.00 per hour: the pools have no more");
    }

    @Test
    void what_the_limits_leave_uncarried_is_said() {
        Mix mix = CheapestMix.find(
                MixRequest.of(200, List.of(PoolChoice.of(gpu.withLimit(3), 40), PoolChoice.of(cpu.withLimit(10), 3))));

        assertThat(mix.outcome()).isEqualTo(Outcome.SHORT_OF_REPLICAS);
        assertThat(mix.missing()).isEqualTo(50);
    }

    @Test
    void a_spot_minimum_that_nothing_firm_can_back_gives_way() {
        PoolChoice onSpot = PoolChoice.of(spot, 10).withMinimum(2);
        Mix mix = CheapestMix.find(MixRequest.of(10, List.of(onSpot, PoolChoice.of(cpu.withLimit(1), 5)))
                .withSpotShare(.5));

        assertThat(mix.replicas("spot")).isZero();
        assertThat(mix.replicas("cpu")).isEqualTo(1);
        assertThat(mix.outcome()).isEqualTo(Outcome.SHORT_OF_REPLICAS);
    }

    @Test
    void without_demand_the_minimums_run() {
        Mix mix = CheapestMix.find(
                MixRequest.of(0, List.of(PoolChoice.of(cpu, 3).withMinimum(2), PoolChoice.of(gpu, 40))));

        assertThat(mix.replicas()).isEqualTo(2);
        assertThat(CheapestMix.find(MixRequest.of(0, List.of())).replicas()).isZero();
        assertThat(CheapestMix.find(MixRequest.of(5, List.of())).outcome()).isEqualTo(Outcome.SHORT_OF_REPLICAS);
    }

    @Test
    void hundreds_of_replicas_in_six_pools_are_proven_too() {
        for (long seed = 0; seed < 400; seed++) {
            MixRequest request = MixCases.large(seed, 6, seed % 4 == 0);
            Mix mix = CheapestMix.find(request);
            assertThat(mix.proven()).as("seed %d", seed).isTrue();
            assertBounds(request, mix);
        }
    }

    @Test
    void a_pool_named_twice_is_refused() {
        assertThatThrownBy(() -> MixRequest.of(1, List.of(PoolChoice.of(cpu, 3), PoolChoice.of(cpu, 4))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static void assertBounds(MixRequest request, Mix mix) {
        double spot = 0;
        for (PoolChoice choice : request.choices()) {
            int replicas = mix.replicas(choice.pool().name());
            assertThat(replicas).isBetween(choice.pool().isSpot() ? 0 : choice.floor(), choice.limit());
            spot += choice.pool().isSpot() ? replicas * choice.rate() : 0;
        }
        assertThat(spot).isLessThanOrEqualTo(request.spotShare() * mix.capacity() + 1e-6);
    }

    private static int[] replicas(Mix mix) {
        return mix.parts().stream().mapToInt(Mix.Part::replicas).toArray();
    }
}
