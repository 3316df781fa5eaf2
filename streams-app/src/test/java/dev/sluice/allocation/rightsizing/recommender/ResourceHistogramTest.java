package dev.sluice.allocation.rightsizing.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Figures from kubernetes/autoscaler, vertical-pod-autoscaler/pkg/recommender/util and logic, their tests. */
final class ResourceHistogramTest {
    private static final long HOUR = 3600;
    private static final Buckets TENS = new Buckets.Linear(10, 1);

    @Test
    void buckets_grow_by_their_ratio() {
        Buckets buckets = new Buckets.Exponential(500, 40, 1.5);

        assertThat(buckets.count()).isEqualTo(6);
        assertThat(buckets.start(0)).isZero();
        assertThat(buckets.start(3)).isCloseTo(190, within(1e-9));
        assertThat(buckets.start(5)).isCloseTo(527.5, within(1e-9));
        assertThat(buckets.find(-1)).isZero();
        assertThat(buckets.find(39.99)).isZero();
        assertThat(buckets.find(40)).isEqualTo(1);
        assertThat(buckets.find(100)).isEqualTo(2);
        assertThat(buckets.find(900)).isEqualTo(5);
        assertThat(Buckets.CPU.count()).isEqualTo(176);
        assertThat(Buckets.MEMORY.count()).isEqualTo(176);
    }

    @Test
    void a_percentile_is_the_end_of_its_bucket() {
        ResourceHistogram histogram = new ResourceHistogram(TENS, 24 * HOUR);
        assertThat(histogram.percentile(.5)).isZero();
        for (int i = 1; i <= 4; i++) {
            histogram.add(i, i, 0);
        }

        assertThat(histogram.percentile(0)).isEqualTo(2);
        assertThat(histogram.percentile(.3)).isEqualTo(3);
        assertThat(histogram.percentile(.6)).isEqualTo(4);
        assertThat(histogram.percentile(.7)).isEqualTo(5);
        assertThat(histogram.percentile(1)).isEqualTo(5);
    }

    @Test
    void the_past_counts_half_after_each_half_life() {
        ResourceHistogram histogram = new ResourceHistogram(TENS, HOUR);
        for (int i = 1; i <= 4; i++) {
            histogram.add(i, i, i * HOUR);
        }

        assertThat(histogram.percentile(.02)).isEqualTo(2);
        assertThat(histogram.percentile(.03)).isEqualTo(3);
        assertThat(histogram.percentile(.11)).isEqualTo(4);
        assertThat(histogram.percentile(.34)).isEqualTo(4);
        assertThat(histogram.percentile(.35)).isEqualTo(5);
    }

    @Test
    void what_is_a_hundred_half_lives_old_is_forgotten() {
        ResourceHistogram histogram = new ResourceHistogram(TENS, HOUR);
        histogram.add(2, 1, 0);
        histogram.add(1, 1, 101 * HOUR);

        assertThat(histogram.percentile(1)).isEqualTo(2);
    }

    @Test
    void subtracted_weight_leaves_it_empty() {
        ResourceHistogram histogram = new ResourceHistogram(TENS, HOUR);
        histogram.add(5, 2.5 * ResourceHistogram.EMPTY, 0);
        assertThat(histogram.isEmpty()).isFalse();
        histogram.subtract(5, ResourceHistogram.EMPTY, 0);
        assertThat(histogram.isEmpty()).isFalse();
        histogram.subtract(5, ResourceHistogram.EMPTY, 0);
        assertThat(histogram.isEmpty()).isTrue();
    }

    @Test
    void a_snapshot_is_exact_and_a_checkpoint_keeps_proportions() {
        ResourceHistogram histogram = new ResourceHistogram(TENS, HOUR);
        histogram.add(1, 1, 10);
        histogram.add(2, 10_000, 20);
        histogram.add(3, 50, 5);
        ResourceHistogram copy = new ResourceHistogram(TENS, HOUR);
        copy.restore(histogram.snapshot());
        histogram.add(4, 7, 3000);
        copy.add(4, 7, 3000);
        assertThat(copy.snapshot()).isEqualTo(histogram.snapshot());

        ResourceHistogram plain = new ResourceHistogram(TENS, HOUR);
        plain.add(1, 1, 0);
        plain.add(2, 10_000, 0);
        plain.add(3, 50, 0);
        assertThat(plain.checkpoint().weights()).isEqualTo(Map.of(1, 1.0, 2, 10_000.0, 3, 50.0));
        ResourceHistogram loaded = new ResourceHistogram(TENS, HOUR);
        loaded.load(new ResourceHistogram.Snapshot(Map.of(0, 1.0, 1, 2.0), 6, 0));
        assertThat(loaded.snapshot().weights()).isEqualTo(Map.of(0, 2.0, 1, 4.0));
    }

    @Test
    void an_impossible_snapshot_is_refused() {
        ResourceHistogram histogram = new ResourceHistogram(TENS, HOUR);
        for (int bucket : new int[] {-1, 99}) {
            assertThatThrownBy(() -> histogram.load(new ResourceHistogram.Snapshot(Map.of(bucket, 1.0), 1, 0)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> histogram.load(new ResourceHistogram.Snapshot(Map.of(), -1, 0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_default_buckets_estimate_within_five_percent() {
        ResourceHistogram cpu = new ResourceHistogram(Buckets.CPU, 24 * HOUR);
        ResourceHistogram memory = new ResourceHistogram(Buckets.MEMORY, 24 * HOUR);
        for (int i = 1; i <= 3; i++) {
            cpu.add(i, .1, 0);
            memory.add(i * 1e9, 1, 0);
        }

        assertThat(cpu.percentile(.2)).isCloseTo(1.0162813885540918, within(1e-9));
        assertThat(memory.percentile(.5)).isCloseTo(2093479957.1507382, within(1.0));
    }
}
