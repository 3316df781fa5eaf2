package dev.sluice.simulator.plant;

import dev.sluice.demand.LatencyHistogram;
import java.util.Arrays;

/**
 * What the latencies of one window follow from: time in the overload queue, chance waits and service.
 *
 * @param serviceMillis mean service time
 * @param waitFrom wait in the overload queue at the start of the window, ms
 * @param waitTo the same at its end, ms
 * @param chanceOfWait share of units that find every slot busy although capacity exceeds demand
 * @param chanceWaitMillis mean wait of those
 */
public record Timing(
        double serviceMillis, double waitFrom, double waitTo, double chanceOfWait, double chanceWaitMillis) {
    private static final int POINTS = 64;
    private static final int SCALE = 3;
    private static final double BUCKETS_PER_E = (1 << SCALE) / Math.log(2);
    private static final double[] SERVICE = exponential(halton(2));
    private static final double[] MOMENT = halton(3);
    private static final double[] CHANCE = halton(5);

    /**
     * Latencies of {@code units} units: service and chance wait exponential, the queue's wait linear over the window.
     *
     * <p>The distribution is read at a fixed low-discrepancy set of points, so that the same window gives the same
     * histogram.
     */
    LatencyHistogram histogram(long units) {
        if (units <= 0) {
            return LatencyHistogram.empty();
        }
        int points = (int) Math.min(POINTS, units);
        int[] bucket = new int[points];
        int lowest = Integer.MAX_VALUE;
        int highest = Integer.MIN_VALUE;
        for (int i = 0; i < points; i++) {
            bucket[i] = bucketOf(latency(i));
            lowest = Math.min(lowest, bucket[i]);
            highest = Math.max(highest, bucket[i]);
        }
        return new LatencyHistogram(SCALE, 0, lowest, counts(bucket, lowest, highest, units));
    }

    private static long[] counts(int[] bucket, int lowest, int highest, long units) {
        long[] counts = new long[highest - lowest + 1];
        long given = 0;
        for (int i = 0; i < bucket.length; i++) {
            long upTo = units * (i + 1) / bucket.length;
            counts[bucket[i] - lowest] += upTo - given;
            given = upTo;
        }
        return counts;
    }

    private double latency(int point) {
        double queue = waitFrom + (waitTo - waitFrom) * MOMENT[point];
        return serviceMillis * SERVICE[point] + queue + chanceWait(CHANCE[point]);
    }

    private double chanceWait(double u) {
        double waits = u - (1 - chanceOfWait);
        return waits <= 0 ? 0 : -chanceWaitMillis * Math.log(1 - waits / chanceOfWait);
    }

    private static int bucketOf(double millis) {
        // the bucket whose upper bound is the first power of 2^(2^-scale) at or above the value
        return (int) Math.ceil(Math.log(millis) * BUCKETS_PER_E) - 1;
    }

    private static double[] exponential(double[] uniform) {
        return Arrays.stream(uniform).map(u -> -Math.log1p(-u)).toArray();
    }

    private static double[] halton(int base) {
        double[] points = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            double share = 1;
            for (int n = i + 1; n > 0; n /= base) {
                share /= base;
                points[i] += share * (n % base);
            }
        }
        return points;
    }
}
