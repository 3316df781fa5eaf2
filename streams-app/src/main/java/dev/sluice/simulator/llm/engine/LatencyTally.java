package dev.sluice.simulator.llm.engine;

import dev.sluice.demand.LatencyHistogram;
import java.util.Arrays;

/** Adds up times: their sum, and how many lie in buckets that are 9 % wide. */
final class LatencyTally {
    private static final int SCALE = 3;
    private static final double BUCKETS_PER_OCTAVE = 1 << SCALE;
    // from 2^-6 ms to 2^26 ms, which is 18 hours
    private static final int LOWEST = -6 << SCALE;
    private static final int BUCKETS = 32 << SCALE;

    private final long[] counts = new long[BUCKETS];
    private double sum;
    private long count;

    void add(double seconds) {
        sum += seconds;
        count++;
        counts[bucket(seconds * 1000)]++;
    }

    private static int bucket(double millis) {
        double index = Math.ceil(Math.log(Math.max(millis, Double.MIN_NORMAL)) / Math.log(2) * BUCKETS_PER_OCTAVE) - 1;
        return (int) Math.max(0, Math.min(BUCKETS - 1.0, index - LOWEST));
    }

    /** What was added since the last call. */
    Interval.Times take() {
        Interval.Times taken = new Interval.Times(count, sum, histogram());
        Arrays.fill(counts, 0);
        sum = 0;
        count = 0;
        return taken;
    }

    private LatencyHistogram histogram() {
        int from = 0;
        int to = BUCKETS;
        while (from < to && counts[from] == 0) {
            from++;
        }
        while (to > from && counts[to - 1] == 0) {
            to--;
        }
        return from == to
                ? LatencyHistogram.empty()
                : new LatencyHistogram(SCALE, 0, LOWEST + from, Arrays.copyOfRange(counts, from, to));
    }
}
