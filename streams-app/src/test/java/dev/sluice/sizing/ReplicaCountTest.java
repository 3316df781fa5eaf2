package dev.sluice.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ReplicaCountTest {
    @Test
    void ninety_five_at_ten_each_take_ten() {
        assertThat(ReplicaCount.carrying(95, 10)).isEqualTo(10);
        assertThat(ReplicaCount.carrying(100, 10)).isEqualTo(10);
        assertThat(ReplicaCount.carrying(101, 10)).isEqualTo(11);
    }

    @Test
    void a_rounding_error_is_no_replica() {
        assertThat(ReplicaCount.carrying(3 * .1, .1)).isEqualTo(3);
        assertThat(ReplicaCount.carrying(.1 + .2, .1)).isEqualTo(3);
    }

    @Test
    void no_load_takes_none_and_an_endless_one_the_most() {
        assertThat(ReplicaCount.carrying(0, 10)).isZero();
        assertThat(ReplicaCount.carrying(-5, 10)).isLessThanOrEqualTo(0);
        assertThat(ReplicaCount.carrying(Double.POSITIVE_INFINITY, 10)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void they_carry_it_and_one_fewer_would_not() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 10_000; i++) {
            double each = Math.exp(random.nextDouble(-7, 7));
            double load = each * random.nextDouble(1e-3, 1e5);
            int replicas = ReplicaCount.carrying(load, each);
            assertThat(replicas * each).isGreaterThanOrEqualTo(load * (1 - 1e-8) - 1e-8 * each);
            assertThat((replicas - 1) * each).isLessThan(load);
        }
    }
}
