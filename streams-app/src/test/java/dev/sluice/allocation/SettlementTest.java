package dev.sluice.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.Claim.Terms;
import dev.sluice.allocation.Settlement.Wisher;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SettlementTest {
    private final Pool gpu = Pool.of("gpu", 2).withLimit(4);
    private final Pool cpu = Pool.of("cpu", .3);

    @Test
    void who_is_cut_in_one_pool_is_carried_by_the_next_best() {
        List<PoolChoice> choices = List.of(PoolChoice.of(gpu, 40), PoolChoice.of(cpu, 3));
        Settlement settled = Settlement.of(List.of(
                new Wisher("chat", MixWish.of(160, choices), new Terms(5, 1, 0)),
                new Wisher("batch", MixWish.of(80, choices), Terms.EQUAL)));

        assertThat(replicas(settled, "chat", "gpu")).isEqualTo(4);
        assertThat(replicas(settled, "batch", "gpu")).isZero();
        assertThat(replicas(settled, "batch", "cpu")).isEqualTo(27);
        assertThat(settled.cuts())
                .extracting(Grant::said)
                .containsExactly(
                        "batch gets 0 of 2 in gpu: 6 wished, limit 4, claims above priority 0 and floors come first");
    }

    @Test
    void no_pool_is_ever_above_its_limit() {
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<Pool> pools = List.of(
                    Pool.of("a", 1).withLimit(random.nextInt(12)),
                    Pool.of("b", 1 + random.nextDouble()).withLimit(random.nextInt(12)),
                    Pool.of("c", 3).withLimit(random.nextInt(12)));
            List<Wisher> wishers = new ArrayList<>();
            for (int s = 0; s < 5; s++) {
                List<PoolChoice> choices = pools.stream()
                        .map(pool -> PoolChoice.of(pool, 1 + random.nextInt(9)).withMinimum(random.nextInt(2)))
                        .toList();
                Terms terms = new Terms(random.nextInt(2), 1 + random.nextInt(3), 0);
                wishers.add(new Wisher("s" + s, MixWish.of(random.nextInt(60), choices), terms));
            }
            Settlement settled = Settlement.of(wishers);
            for (Pool pool : pools) {
                int used = settled.mixes().values().stream()
                        .mapToInt(mix -> mix.replicas(pool.name()))
                        .sum();
                assertThat(used).as("seed %d", seed).isLessThanOrEqualTo(pool.limit());
            }
        }
    }

    private static int replicas(Settlement settled, String service, String pool) {
        return java.util.Objects.requireNonNull(settled.mixes().get(service)).replicas(pool);
    }
}
