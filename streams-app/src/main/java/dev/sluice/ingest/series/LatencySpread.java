package dev.sluice.ingest.series;

import dev.sluice.events.LatencyHistogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Collects latencies that were counted in any buckets, in buckets of one kind: exponential ones, 9 % wide, as the reporter of
 * {@code dev.sluice.schemas} uses.
 *
 * <p>The values of a bucket are taken to lie evenly on the logarithmic axis, and each count is kept: ten values in (50, 75] ms become
 * ten values in the six buckets between 50 and 75 ms.
 */
final class LatencySpread {
    static final int SCALE = 3;

    private static final double PER_OCTAVE = 1 << SCALE;
    /** From 2^-10 ms to 2^22 ms: a microsecond to an hour. What is outside counts in the first or last bucket. */
    private static final int FIRST = -10 << SCALE;

    private static final int LAST = (22 << SCALE) - 1;

    private final TreeMap<Integer, Long> counts = new TreeMap<>();
    private long zeros;

    /** Adds values that are zero. */
    void zeros(long count) {
        zeros += count;
    }

    /** Adds {@code count} values in (low, high], ms; a bucket that begins at zero is taken to be one octave wide. */
    void add(double low, double high, long count) {
        if (count <= 0) {
            return;
        }
        if (high <= 0) {
            zeros += count;
            return;
        }
        double from = position(low > 0 ? low : high / 2);
        double to = Double.isInfinite(high) ? from + 1 : Math.max(position(high), from + 1e-9);
        spread(from, to, count);
    }

    /** Puts shares of a whole count into buckets so that their sum is the count: each bound takes what rounds up to it. */
    private void spread(double from, double to, long count) {
        int first = (int) Math.floor(from + 1e-9);
        int last = Math.max(first, (int) Math.ceil(to - 1e-9) - 1);
        long given = 0;
        for (int bucket = first; bucket <= last; bucket++) {
            double share = bucket == last ? 1 : Math.min(1, (bucket + 1 - from) / (to - from));
            long until = Math.round(count * share);
            put(bucket, until - given);
            given = until;
        }
    }

    private void put(int bucket, long count) {
        if (count > 0) {
            counts.merge(Math.max(FIRST, Math.min(LAST, bucket)), count, Long::sum);
        }
    }

    private static double position(double ms) {
        double at = Math.log(ms) / Math.log(2) * PER_OCTAVE;
        return Math.max(FIRST, Math.min(LAST + 1.0, at));
    }

    /** Adds all of another. */
    void add(LatencySpread other) {
        zeros += other.zeros;
        other.counts.forEach((bucket, count) -> counts.merge(bucket, count, Long::sum));
    }

    /** Adds what was stored. */
    void put(long zeroCount, Map<Integer, Long> stored) {
        zeros += zeroCount;
        stored.forEach(this::put);
    }

    long zeros() {
        return zeros;
    }

    Map<Integer, Long> counts() {
        return counts;
    }

    /** All of it for an event; empty if there is none. */
    Optional<LatencyHistogram> histogram() {
        if (counts.isEmpty()) {
            return zeros == 0 ? Optional.empty() : Optional.of(new LatencyHistogram(SCALE, zeros, 0, List.of()));
        }
        List<Long> dense = new ArrayList<>();
        for (int bucket = counts.firstKey(); bucket <= counts.lastKey(); bucket++) {
            dense.add(counts.getOrDefault(bucket, 0L));
        }
        return Optional.of(new LatencyHistogram(SCALE, zeros, counts.firstKey(), dense));
    }
}
