package dev.sluice.allocation.rightsizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.allocation.MixRequest;
import dev.sluice.allocation.rightsizing.recommender.GpuSlice;
import dev.sluice.policy.Resources;
import dev.sluice.policy.ScalingPolicy.Bounds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class JointSizeTest {
    private static final long GIB = 1L << 30;
    private static final MixRequest.Move HOUR = MixRequest.Move.DEFAULT;

    private final ResourcePrice price = new ResourcePrice(.04, .005, 2, 0, 0);
    // a runtime of 1 GiB, then a core and 64 MiB for ten units per second
    private final ReplicaNeed need = new ReplicaNeed(cpu(.1, GIB), new ReplicaNeed.PerUnit(.1, 6.4 * (1 << 20), 0, 0));
    private final List<Resources> ladder = List.of(
            cpu(.25, GIB + GIB / 4),
            cpu(.5, GIB + GIB / 4),
            cpu(1, 2 * GIB),
            cpu(2, 4 * GIB),
            cpu(4, 8 * GIB),
            cpu(8, 16 * GIB));

    @Test
    void a_large_demand_takes_bigger_and_fewer_for_each_replica_pays_its_runtime() {
        JointSize chosen = choose(395, Optional.empty());

        assertThat(chosen.size().cpuCores()).isEqualTo(8);
        assertThat(chosen.replicas()).isEqualTo(5);
        assertThat(chosen.carried()).isTrue();
    }

    @Test
    void a_small_demand_takes_smaller_and_no_more_than_it_needs() {
        JointSize chosen = choose(8, Optional.empty());

        assertThat(chosen.size().cpuCores()).isEqualTo(1);
        assertThat(chosen.replicas()).isEqualTo(1);
    }

    @Test
    void what_runs_stays_until_a_change_pays_back() {
        JointSize.Running small = new JointSize.Running(cpu(4, 8 * GIB), Duration.ofMinutes(3), true);
        JointSize.Running slow = new JointSize.Running(cpu(4, 8 * GIB), Duration.ofHours(1), true);

        assertThat(choose(395, Optional.of(small)).size().cpuCores()).isEqualTo(8);
        JointSize stay = choose(395, Optional.of(slow));
        assertThat(stay.size().cpuCores()).isEqualTo(4);
        assertThat(stay.why()).contains("would not pay back in time");
    }

    @Test
    void it_is_the_cheapest_of_all_sizes_and_counts_that_carry_the_demand() {
        for (int seed = 0; seed < 500; seed++) {
            double demand = 500 * new Random(seed).nextDouble();
            JointSize chosen = choose(demand, Optional.empty());
            for (Resources size : ladder) {
                for (int replicas = 1; replicas <= 100; replicas++) {
                    if (replicas * need.unitsPerSecond(size) >= demand) {
                        assertThat(chosen.pricePerHour())
                                .as("seed %d", seed)
                                .isLessThanOrEqualTo(replicas * price.of(size) + 1e-9);
                    }
                }
            }
        }
    }

    @Test
    void what_cannot_be_carried_gets_the_most_there_is() {
        JointSize chosen = choose(1e6, Optional.empty());

        assertThat(chosen.carried()).isFalse();
        assertThat(chosen.replicas()).isEqualTo(100);
        assertThat(chosen.size().cpuCores()).isEqualTo(8);
    }

    @Test
    void gpus_come_in_slices() {
        GpuSlice quarter = new GpuSlice(.25);
        assertThat(quarter.up(.3)).isEqualTo(.5);
        assertThat(quarter.up(.5)).isEqualTo(.5);
        assertThat(new GpuSlice(1 / 7.0).up(2 / 7.0)).isCloseTo(2 / 7.0, within(1e-12));

        ReplicaNeed model =
                new ReplicaNeed(new Resources(1, GIB, 0, 10 * GIB, 0), new ReplicaNeed.PerUnit(0, 0, .01, 1 << 20));
        List<Resources> sizes = SizeLadder.around(
                20,
                model,
                .1,
                new Resources(1, GIB, .25, 12 * GIB, 0),
                new Resources(8, 64 * GIB, 1, 80 * GIB, 0),
                quarter);
        JointSize chosen = JointSize.choose(
                new JointSize.Question(20, model, sizes, price, new Bounds(1, 10)), Optional.empty(), HOUR);

        // twenty a second need a fifth of a GPU: one slice, not a whole one
        assertThat(chosen.size().gpus()).isEqualTo(.25);
        assertThat(chosen.replicas()).isEqualTo(1);
    }

    private JointSize choose(double demand, Optional<JointSize.Running> running) {
        return JointSize.choose(new JointSize.Question(demand, need, ladder, price, new Bounds(1, 100)), running, HOUR);
    }

    private static Resources cpu(double cores, long bytes) {
        return new Resources(cores, bytes, 0, 0, 0);
    }
}
