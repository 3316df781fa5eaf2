package dev.sluice.schemas;

import dev.sluice.events.LatencyHistogram;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/**
 * Counts latencies in exponential buckets without locks. Bucket i holds (base^i, base^(i+1)] milliseconds with base =
 * 2^(2^-scale), after OpenTelemetry's data model for exponential histograms.
 */
final class LatencyBuckets {
    /** base = 2^(1/8): a bucket is 9 % wide. */
    static final int SCALE = 3;

    /** From a microsecond (2^-10 ms) to an hour (2^22 ms); what is outside counts in the first or last bucket. */
    private static final int FIRST = -10 << SCALE;

    private static final int LAST = (22 << SCALE) - 1;

    /** Upper ends of the buckets from 1 to 2, closed: 1, 2^(1/8), … 2^(7/8). */
    private static final double[] UPPER_ENDS = IntStream.range(0, 1 << SCALE)
            .mapToDouble(i -> Math.pow(2, (double) i / (1 << SCALE)))
            .toArray();

    private final AtomicLong zeros = new AtomicLong();
    private final AtomicLongArray counts = new AtomicLongArray(LAST - FIRST + 1);

    /** Counts one latency, milliseconds; a negative one, as of a clock set back, counts as zero. */
    void add(double ms) {
        if (ms > 0) {
            counts.incrementAndGet(Math.max(FIRST, Math.min(LAST, index(ms))) - FIRST);
        } else {
            zeros.incrementAndGet();
        }
    }

    /** Index of the bucket of a positive value at {@link #SCALE}: ceil(log_base(value)) − 1. */
    static int index(double ms) {
        int exponent = Math.getExponent(ms);
        double mantissa = Math.scalb(ms, -exponent);
        int within = 0;
        while (within < UPPER_ENDS.length && mantissa > UPPER_ENDS[within]) {
            within++;
        }
        return (exponent << SCALE) + within - 1;
    }

    /** What was counted since the last call, from the first bucket that holds anything to the last; empty for nothing. */
    Optional<LatencyHistogram> drain() {
        long atZero = zeros.getAndSet(0);
        List<Long> held = new ArrayList<>();
        int first = LAST;
        int pendingZeros = 0;
        for (int i = 0; i < counts.length(); i++) {
            long count = counts.get(i) == 0 ? 0 : counts.getAndSet(i, 0);
            if (count == 0) {
                pendingZeros++;
                continue;
            }
            if (held.isEmpty()) {
                first = FIRST + i;
                pendingZeros = 0;
            }
            for (; pendingZeros > 0; pendingZeros--) {
                held.add(0L);
            }
            held.add(count);
        }
        return held.isEmpty() && atZero == 0
                ? Optional.empty()
                : Optional.of(new LatencyHistogram(SCALE, atZero, held.isEmpty() ? 0 : first, held));
    }
}
