package dev.sluice.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.forecast.LatencyHistogram;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The capacity within a latency bound")
final class LatencyCapacityTest {
    private static final ErlangC BELIEVED = new ErlangC(100, 4);
    private static final LatencyBound BOUND = new LatencyBound(.95, 400);

    @Test
    @DisplayName("is what the queueing model says before anything was seen")
    void as_modelled() {
        double capacity = new LatencyCapacity().perReplica(BELIEVED, BOUND, 5);
        assertThat(BELIEVED.latencyMillis(.95, 5 * capacity, 5)).isCloseTo(400, within(.01));
    }

    @Test
    @DisplayName("settles where the real tail meets the bound, when requests take longer than believed")
    void slower_than_believed() {
        ErlangC real = new ErlangC(130, 4);
        LatencyCapacity capacity = new LatencyCapacity();
        Random random = new Random(1);
        int kept = 0;
        for (int i = 0; i < 2_000; i++) {
            double each = capacity.perReplica(BELIEVED, BOUND, 5);
            double tail = real.latencyMillis(.95, Math.min(5 * each, .999 * real.largestRate(5)), 5);
            capacity.observe(BOUND, sample(tail, random), 1);
            kept += i >= 1_000 && tail <= 1.1 * BOUND.millis() ? 1 : 0;
        }
        assertThat(capacity.correction()).isLessThan(1);
        assertThat(kept).isGreaterThan(800);
        double used = capacity.perReplica(BELIEVED, BOUND, 5) / (real.rateWithin(BOUND, 5) / 5);
        assertThat(used).isBetween(.8, 1.05);
    }

    @Test
    @DisplayName("does not rise because a replica with little to do answers fast")
    void quiet() {
        LatencyCapacity capacity = new LatencyCapacity();
        for (int i = 0; i < 1_000; i++) {
            capacity.observe(BOUND, sample(150, new Random(i)), .2);
        }
        assertThat(capacity.correction()).isEqualTo(1);
    }

    @Test
    @DisplayName("stays within its bounds whatever is seen, and learns nothing from too few requests")
    void bounded() {
        LatencyCapacity slow = new LatencyCapacity();
        LatencyCapacity fast = new LatencyCapacity();
        LatencyCapacity few = new LatencyCapacity();
        for (int i = 0; i < 1_000; i++) {
            slow.observe(BOUND, sample(1e6, new Random(i)), 1);
            fast.observe(BOUND, sample(1, new Random(i)), 1);
            few.observe(BOUND, new LatencyHistogram(0, 0, 20, new long[] {5}), 1);
        }
        assertThat(slow.correction()).isCloseTo(LatencyCapacity.LEAST, within(1e-6));
        assertThat(fast.correction()).isCloseTo(LatencyCapacity.MOST, within(1e-6));
        assertThat(few.correction()).isEqualTo(1);
    }

    /** A thousand exponential latencies with the given 95th percentile. */
    private static LatencyHistogram sample(double tail, Random random) {
        double mean = tail / -Math.log(.05);
        long[] counts = new long[400];
        for (int i = 0; i < 1_000; i++) {
            double millis = -mean * Math.log(1 - random.nextDouble());
            // scale 3: eight buckets an octave, from 2^-20 ms on
            int bucket = (int) Math.floor(8 * Math.log(millis) / Math.log(2)) + 160;
            counts[Math.max(0, Math.min(399, bucket))]++;
        }
        return new LatencyHistogram(3, 0, -160, counts);
    }
}
