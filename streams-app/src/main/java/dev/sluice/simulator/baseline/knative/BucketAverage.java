package dev.sluice.simulator.baseline.knative;

import java.util.Arrays;

/**
 * Mean of what was recorded in the last window, in buckets of equal length.
 *
 * <p>Source: knative/serving, pkg/autoscaler/aggregation/bucketing.go (linear form). Gaps inside the window count as
 * zeros; late samples are taken if they still fall into the window.
 */
public final class BucketAverage {
    private static final double DECIMALS = 1e6;

    private final double[] sums;
    private final long granularity;
    private double total;
    private long firstWrite = Long.MIN_VALUE;
    private long lastWrite = Long.MIN_VALUE;

    /** A mean over the last {@code windowMillis}, in buckets of {@code granularityMillis}. */
    public BucketAverage(long windowMillis, long granularityMillis) {
        granularity = granularityMillis;
        sums = new double[Math.toIntExact((windowMillis + granularityMillis - 1) / granularityMillis)];
    }

    /** Adds to the bucket of {@code time}, ms. */
    public void record(long time, double value) {
        long bucket = Math.floorDiv(time, granularity);
        if (lastWrite == Long.MIN_VALUE || bucket - lastWrite >= sums.length) {
            restart(bucket);
        } else if (bucket > lastWrite) {
            clear(lastWrite + 1, bucket);
            lastWrite = bucket;
        } else if (bucket <= lastWrite - sums.length) {
            return;
        } else if (bucket < firstWrite) {
            firstWrite = bucket;
        }
        sums[slot(bucket)] += value;
        total += value;
    }

    /** The mean at {@code time}, ms; zero where nothing was recorded for a window. */
    public double average(long time) {
        long now = Math.floorDiv(time, granularity);
        if (lastWrite == Long.MIN_VALUE || now - lastWrite >= sums.length) {
            return 0;
        }
        long oldest = Math.max(firstWrite, lastWrite - sums.length + 1);
        long from = Math.max(oldest, now - sums.length + 1);
        double sum = total;
        for (long bucket = oldest; bucket < from; bucket++) {
            sum -= sums[slot(bucket)];
        }
        double mean = sum / (lastWrite - from + 1);
        return Math.rint(mean * DECIMALS) / DECIMALS;
    }

    private void restart(long bucket) {
        Arrays.fill(sums, 0);
        total = 0;
        firstWrite = bucket;
        lastWrite = bucket;
    }

    private void clear(long from, long to) {
        for (long bucket = from; bucket <= to; bucket++) {
            total -= sums[slot(bucket)];
            sums[slot(bucket)] = 0;
        }
        if (slot(to) == 0) {
            resum();
        }
    }

    // rounding errors of the running total must not pile up
    private void resum() {
        total = 0;
        for (double sum : sums) {
            total += sum;
        }
    }

    private int slot(long bucket) {
        return (int) Math.floorMod(bucket, (long) sums.length);
    }
}
