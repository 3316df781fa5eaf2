package dev.sluice.demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Histograms merge in bounded memory and time, whatever the reports say; values keep their place. */
class LatencyHistogramTest {
    private static final int FINEST = 20;

    @Test
    void a_microsecond_and_a_minute_at_the_finest_scale_merge_by_lowering_the_scale() {
        LatencyHistogram both = one(FINEST, 0.001).plus(one(FINEST, 60_000));

        assertThat(both.counts()).hasSizeLessThanOrEqualTo(LatencyHistogram.MAX_BUCKETS);
        assertThat(both.scale()).as("26 powers of two in 160 buckets").isEqualTo(2);
        assertThat(both.total()).isEqualTo(2);
        assertThat(both.quantile(1).orElseThrow()).isCloseTo(60_000, within(60_000 * 0.19));
        assertThat(both.quantile(0.1).orElseThrow()).isCloseTo(0.001, within(0.001 * 0.19));
    }

    @Test
    void buckets_as_far_apart_as_any_value_can_be_merge() {
        LatencyHistogram tiny = new LatencyHistogram(FINEST, 0, -(1100 << FINEST), new long[] {1});
        LatencyHistogram huge = new LatencyHistogram(FINEST, 0, (1100 << FINEST) - 1, new long[] {1});

        assertThat(tiny.plus(huge).counts()).hasSizeLessThanOrEqualTo(LatencyHistogram.MAX_BUCKETS);
        assertThat(tiny.plus(huge).total()).isEqualTo(2);
    }

    @Test
    void buckets_beyond_every_number_are_refused() {
        assertThatThrownBy(() -> new LatencyHistogram(3, 0, 2_000_000_000, new long[] {1}))
                .hasMessageContaining("beyond what a double holds");
        assertThatThrownBy(() -> new LatencyHistogram(FINEST, 0, Integer.MAX_VALUE, new long[] {1, 1}))
                .hasMessageContaining("beyond what a double holds");
        assertThatThrownBy(() -> new LatencyHistogram(FINEST, 0, Integer.MIN_VALUE, new long[] {1}))
                .hasMessageContaining("beyond what a double holds");
    }

    @Test
    void more_buckets_than_any_reporter_has_are_refused() {
        assertThatThrownBy(() -> new LatencyHistogram(3, 0, 0, new long[1 << 15]))
                .hasMessageContaining("at most 16384 buckets");
    }

    @Test
    void counts_stop_at_the_largest_number_instead_of_becoming_negative() {
        LatencyHistogram full = new LatencyHistogram(3, Long.MAX_VALUE, 5, new long[] {Long.MAX_VALUE});

        LatencyHistogram twice = full.plus(full);

        assertThat(twice.total()).isEqualTo(Long.MAX_VALUE);
        assertThat(twice.zeroCount()).isEqualTo(Long.MAX_VALUE);
        assertThat(twice.counts()).containsExactly(Long.MAX_VALUE);
    }

    @Test
    void histograms_of_zeros_merge() {
        LatencyHistogram zeros = new LatencyHistogram(3, 4, 0, new long[0]);

        assertThat(zeros.plus(zeros).total()).isEqualTo(8);
        assertThat(zeros.plus(one(3, 10)).total()).isEqualTo(5);
        assertThat(one(3, 10).plus(zeros).quantile(0.5)).hasValue(0);
    }

    @Test
    void any_mix_of_scales_and_places_merges_without_losing_a_value() {
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            LatencyHistogram sum = LatencyHistogram.empty();
            long expected = 0;
            double largest = 0;
            for (int i = random.nextInt(6); i >= 0; i--) {
                int scale = random.nextInt(31) - 10;
                double value = Math.pow(2, random.nextDouble() * 40 - 20);
                largest = Math.max(largest, value);
                sum = sum.plus(one(scale, value));
                expected++;
            }
            assertThat(sum.total()).isEqualTo(expected);
            assertThat(sum.counts()).hasSizeLessThanOrEqualTo(LatencyHistogram.MAX_BUCKETS);
            assertThat(sum.quantile(1).orElseThrow()).isGreaterThanOrEqualTo(largest * (1 - 1e-9));
        }
    }

    @Test
    void a_wide_histogram_is_narrowed_when_it_is_the_first() {
        long[] counts = new long[1000];
        Arrays.fill(counts, 1);

        LatencyHistogram kept = LatencyHistogram.empty().plus(new LatencyHistogram(5, 0, 0, counts));

        assertThat(kept.counts()).hasSizeLessThanOrEqualTo(LatencyHistogram.MAX_BUCKETS);
        assertThat(kept.total()).isEqualTo(1000);
    }

    private static LatencyHistogram one(int scale, double value) {
        int index = (int) Math.ceil(Math.log(value) / Math.log(2) * Math.pow(2, scale)) - 1;
        return new LatencyHistogram(scale, 0, index, new long[] {1});
    }
}
