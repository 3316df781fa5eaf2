package dev.sluice.cli.tutorial;

import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** What became of the requests of one course. */
final class Answers {
    private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failed = new AtomicInteger();

    void answered(long afterNanos) {
        nanos.add(afterNanos);
    }

    void failed() {
        failed.incrementAndGet();
    }

    /** Requests without a good answer. */
    int failures() {
        return failed.get();
    }

    int count() {
        return nanos.size() + failed.get();
    }

    /** Latencies at these shares of the answered requests, milliseconds. */
    double[] quantiles(double... shares) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return Arrays.stream(shares)
                .map(share -> sorted.length == 0
                        ? Double.NaN
                        : sorted[(int) Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] / 1e6)
                .toArray();
    }
}
