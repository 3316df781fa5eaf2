package dev.sluice.demand;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * A histogram of latencies in milliseconds. Histograms merge by addition. Bucket {@code offset + i} counts values in
 * (base^(offset+i), base^(offset+i+1)] with base = 2^(2^-scale).
 *
 * <p>Source: the exponential histogram of the OpenTelemetry metrics data model.
 *
 * @param scale resolution; histograms of different scales merge at the smaller one
 * @param zeroCount values of exactly zero
 * @param offset index of the first count
 * @param counts values in each bucket
 */
public record LatencyHistogram(int scale, long zeroCount, int offset, long[] counts) {
    /** Finest and coarsest accepted resolution. */
    public static final int MAX_SCALE = 20;

    public static final int MIN_SCALE = -10;

    /** Maximum number of buckets of one histogram. A wider one is merged to a coarser scale. */
    public static final int MAX_BUCKETS = 160;

    /** Maximum number of buckets in the input, for example of a report. */
    public static final int MAX_GIVEN_BUCKETS = 1 << 14;

    /** Buckets lie between 2^-LARGEST_EXPONENT and 2^LARGEST_EXPONENT ms, as do all values of a double. */
    private static final int LARGEST_EXPONENT = 1100;

    private static final LatencyHistogram EMPTY = new LatencyHistogram(MAX_SCALE, 0, 0, new long[0]);

    public LatencyHistogram {
        if (scale < MIN_SCALE || scale > MAX_SCALE) {
            throw new IllegalArgumentException("scale must be from -10 to 20, not " + scale);
        }
        if (counts.length > MAX_GIVEN_BUCKETS) {
            throw new IllegalArgumentException(
                    "a histogram has at most " + MAX_GIVEN_BUCKETS + " buckets, not " + counts.length);
        }
        long furthest = Math.max(Math.abs((long) offset), Math.abs((long) offset + counts.length));
        if (furthest > furthest(scale)) {
            throw new IllegalArgumentException(
                    "buckets from " + offset + " on at scale " + scale + " lie beyond what a double holds");
        }
        boolean negative = zeroCount < 0;
        for (long count : counts) {
            negative |= count < 0;
        }
        if (negative) {
            throw new IllegalArgumentException("a histogram holds no negative count");
        }
    }

    /** The furthest bucket at a scale, counted from the bucket of 1 ms. */
    private static long furthest(int scale) {
        return scale > 0 ? (long) LARGEST_EXPONENT << scale : 2 + (LARGEST_EXPONENT >> -scale);
    }

    /** An empty histogram, which merges with any other. */
    public static LatencyHistogram empty() {
        return EMPTY;
    }

    /** True if there is neither a value nor a bucket. */
    public boolean isEmpty() {
        return zeroCount == 0 && counts.length == 0;
    }

    /** Returns the bytes that its counts take in memory: eight each, of which a record may need one. */
    public int bytes() {
        return Long.BYTES * counts.length;
    }

    /** Number of values, limited to the maximum of the type. */
    public long total() {
        long total = zeroCount;
        for (long count : counts) {
            total = sum(total, count);
        }
        return total;
    }

    /**
     * The sum of both, in at most {@link #MAX_BUCKETS} buckets. The scale is the finest that needs no more buckets,
     * starting from the coarser of the two. Time and memory depend on the number of buckets, not on the distance
     * between them.
     */
    public LatencyHistogram plus(LatencyHistogram other) {
        if (other.total() == 0) {
            return this;
        }
        if (total() == 0) {
            return other.fitted();
        }
        return merged(other);
    }

    private LatencyHistogram merged(LatencyHistogram other) {
        int common = fitting(other);
        long buckets = buckets(other, common);
        long zeros = sum(zeroCount, other.zeroCount);
        if (buckets <= 0) {
            return new LatencyHistogram(common, zeros, 0, new long[0]);
        }
        int first = Math.min(firstAt(common), other.firstAt(common));
        long[] merged = new long[(int) buckets];
        addTo(merged, first, common);
        other.addTo(merged, first, common);
        return new LatencyHistogram(common, zeros, first, merged);
    }

    /** The value that the share {@code quantile} of all values does not exceed, ms. Empty if there are no values. */
    public OptionalDouble quantile(double quantile) {
        long total = total();
        if (total == 0) {
            return OptionalDouble.empty();
        }
        double rank = quantile * total - zeroCount;
        if (rank <= 0) {
            return OptionalDouble.of(0);
        }
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0 && rank <= counts[i]) {
                // within a bucket, values are assumed to be spread evenly on the logarithmic axis
                return OptionalDouble.of(bound(offset + i + rank / counts[i]));
            }
            rank -= counts[i];
        }
        return OptionalDouble.of(bound(offset + counts.length));
    }

    /** The sum of all values, ms. In a bucket, values are assumed to be spread evenly on the logarithmic axis. */
    public double sum() {
        double sum = 0;
        for (int i = 0; i < counts.length; i++) {
            sum += counts[i] * bound(offset + i + .5);
        }
        return sum;
    }

    /** Number of values above {@code millis}. Its own bucket counts by its share on the logarithmic axis. */
    public double above(double millis) {
        double index = Math.log(millis) / Math.log(2) * Math.pow(2, scale) - offset;
        double above = 0;
        for (int i = 0; i < counts.length; i++) {
            above += counts[i] * Math.max(0, Math.min(1, i + 1 - index));
        }
        return above;
    }

    private double bound(double index) {
        return Math.pow(2, index * Math.pow(2, -scale));
    }

    private LatencyHistogram fitted() {
        return counts.length > MAX_BUCKETS ? merged(EMPTY) : this;
    }

    /** The finest scale at which the sum has few enough buckets. */
    private int fitting(LatencyHistogram other) {
        int common = Math.min(scale, other.scale);
        while (common > MIN_SCALE && buckets(other, common) > MAX_BUCKETS) {
            common--;
        }
        return common;
    }

    private long buckets(LatencyHistogram other, int at) {
        return (long) Math.max(lastAt(at), other.lastAt(at)) - Math.min(firstAt(at), other.firstAt(at)) + 1;
    }

    /** The bucket of the smallest value at a coarser scale, or a bucket beyond all others if there is no value. */
    private int firstAt(int coarser) {
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                return (offset + i) >> (scale - coarser);
            }
        }
        return Integer.MAX_VALUE;
    }

    /** The bucket of the largest value at a coarser scale, or a bucket below all others if there is no value. */
    private int lastAt(int coarser) {
        for (int i = counts.length - 1; i >= 0; i--) {
            if (counts[i] > 0) {
                return (offset + i) >> (scale - coarser);
            }
        }
        return Integer.MIN_VALUE;
    }

    private void addTo(long[] merged, int first, int coarser) {
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                int bucket = ((offset + i) >> (scale - coarser)) - first;
                merged[bucket] = sum(merged[bucket], counts[i]);
            }
        }
    }

    /** The sum of two counts, limited to the maximum of the type. */
    private static long sum(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof LatencyHistogram h
                && h.scale == scale
                && h.zeroCount == zeroCount
                && h.offset == offset
                && Arrays.equals(h.counts, counts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts) + 31 * (scale + 31 * (offset + 31 * Long.hashCode(zeroCount)));
    }

    @Override
    public String toString() {
        return "LatencyHistogram[" + total() + " values, scale " + scale + "]";
    }
}
