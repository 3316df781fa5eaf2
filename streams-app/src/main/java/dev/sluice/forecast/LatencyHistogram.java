package dev.sluice.forecast;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Latencies in milliseconds that merge by addition: bucket {@code offset + i} counts values in
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
    /** Finest and coarsest resolution that is accepted. */
    public static final int MAX_SCALE = 20;

    public static final int MIN_SCALE = -10;

    /** Most buckets that one histogram may have; a wider one is merged to a coarser scale. */
    public static final int MAX_BUCKETS = 160;

    private static final LatencyHistogram EMPTY = new LatencyHistogram(MAX_SCALE, 0, 0, new long[0]);

    public LatencyHistogram {
        if (scale < MIN_SCALE || scale > MAX_SCALE) {
            throw new IllegalArgumentException("scale must be from -10 to 20, not " + scale);
        }
        boolean negative = zeroCount < 0;
        for (long count : counts) {
            negative |= count < 0;
        }
        if (negative) {
            throw new IllegalArgumentException("a histogram holds no negative count");
        }
    }

    /** A histogram of nothing, which merges with any other. */
    public static LatencyHistogram empty() {
        return EMPTY;
    }

    /** Number of values. */
    public long total() {
        long total = zeroCount;
        for (long count : counts) {
            total += count;
        }
        return total;
    }

    /** Both together, at the coarser of the two scales, in at most {@link #MAX_BUCKETS} buckets. */
    public LatencyHistogram plus(LatencyHistogram other) {
        if (other.total() == 0) {
            return this;
        }
        if (total() == 0) {
            return other.fitted();
        }
        int common = Math.min(scale, other.scale);
        return at(common).sameScalePlus(other.at(common)).fitted();
    }

    /** The value that the share {@code quantile} of all values does not exceed, ms; empty without values. */
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
                // within a bucket the values are taken to lie evenly on the logarithmic axis
                return OptionalDouble.of(bound(offset + i + rank / counts[i]));
            }
            rank -= counts[i];
        }
        return OptionalDouble.of(bound(offset + counts.length));
    }

    private double bound(double index) {
        return Math.pow(2, index * Math.pow(2, -scale));
    }

    private LatencyHistogram fitted() {
        LatencyHistogram fit = this;
        while (fit.counts.length > MAX_BUCKETS && fit.scale > MIN_SCALE) {
            fit = fit.at(fit.scale - 1);
        }
        return fit;
    }

    private LatencyHistogram at(int coarser) {
        if (coarser == scale || counts.length == 0) {
            return new LatencyHistogram(coarser, zeroCount, offset, counts);
        }
        int shift = scale - coarser;
        int first = offset >> shift;
        long[] merged = new long[((offset + counts.length - 1) >> shift) - first + 1];
        for (int i = 0; i < counts.length; i++) {
            merged[((offset + i) >> shift) - first] += counts[i];
        }
        return new LatencyHistogram(coarser, zeroCount, first, merged);
    }

    private LatencyHistogram sameScalePlus(LatencyHistogram other) {
        if (counts.length == 0 || other.counts.length == 0) {
            LatencyHistogram full = counts.length == 0 ? other : this;
            return new LatencyHistogram(scale, zeroCount + other.zeroCount, full.offset, full.counts);
        }
        int first = Math.min(offset, other.offset);
        int end = Math.max(offset + counts.length, other.offset + other.counts.length);
        long[] sum = new long[end - first];
        for (int i = 0; i < counts.length; i++) {
            sum[offset + i - first] += counts[i];
        }
        for (int i = 0; i < other.counts.length; i++) {
            sum[other.offset + i - first] += other.counts[i];
        }
        return new LatencyHistogram(scale, zeroCount + other.zeroCount, first, sum);
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
