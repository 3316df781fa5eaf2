package dev.sluice.ingest.series;

import dev.sluice.ingest.export.Value;
import dev.sluice.ingest.export.Value.Absent;
import dev.sluice.ingest.export.Value.Amount;
import dev.sluice.ingest.export.Value.Explicit;
import dev.sluice.ingest.export.Value.Exponential;
import dev.sluice.ingest.export.Value.Histogram;
import java.util.Arrays;
import java.util.Optional;

/**
 * What a cumulative series counted between two of its points.
 *
 * <p>A total that fell was reset in between: all that it shows is new. Example: 250, then 40: 40 requests came since the reset; those
 * between the 250 and the reset are unknown. Where totals can be compared and buckets cannot (other bounds, a wider bucket of zeros), the
 * count is kept and the latencies are left out.
 */
final class Growth {
    private Growth() {}

    static Value between(Value last, Value now) {
        if (now instanceof Amount to) {
            return new Amount(last instanceof Amount from ? rise(from.amount(), to.amount()) : to.amount());
        }
        if (!(now instanceof Histogram to)) {
            return new Absent();
        }
        if (!(last instanceof Histogram from) || to.count() < from.count()) {
            return to;
        }
        return buckets(from, to).orElseGet(() -> countOnly(from, to));
    }

    private static double rise(double from, double to) {
        return to >= from ? to - from : to;
    }

    private static Optional<Value> buckets(Histogram from, Histogram to) {
        if (from instanceof Explicit a && to instanceof Explicit b && Arrays.equals(a.bounds(), b.bounds())) {
            return difference(a.counts(), b.counts()).map(counts -> new Explicit(b.bounds(), counts, sum(from, to)));
        }
        if (from instanceof Exponential a && to instanceof Exponential b && b.zeros() >= a.zeros()) {
            int scale = Math.min(a.scale(), b.scale());
            return exponential(ScaledBuckets.of(a, scale), ScaledBuckets.of(b, scale), a, b);
        }
        return Optional.empty();
    }

    private static Optional<Value> exponential(ScaledBuckets from, ScaledBuckets to, Exponential a, Exponential b) {
        long[] grown = to.counts().clone();
        for (int i = 0; i < from.counts().length; i++) {
            long at = (long) from.offset() + i - to.offset();
            long count = from.counts()[i];
            if (count > 0 && (at < 0 || at >= grown.length || grown[(int) at] < count)) {
                return Optional.empty();
            }
            if (count > 0) {
                grown[(int) at] -= count;
            }
        }
        return Optional.of(
                new Exponential(to.scale(), b.zeros() - a.zeros(), to.offset(), grown, sum(a, b), b.factor()));
    }

    private static Optional<long[]> difference(long[] from, long[] to) {
        long[] grown = new long[to.length];
        for (int i = 0; i < to.length; i++) {
            grown[i] = to[i] - from[i];
            if (grown[i] < 0) {
                return Optional.empty();
            }
        }
        return Optional.of(grown);
    }

    private static Value countOnly(Histogram from, Histogram to) {
        return new Explicit(new double[0], new long[] {to.count() - from.count()}, sum(from, to));
    }

    private static double sum(Histogram from, Histogram to) {
        return Math.max(0, to.sum() - from.sum());
    }

    /** The buckets of an exponential histogram at a coarser scale. */
    private record ScaledBuckets(int scale, int offset, long[] counts) {
        static ScaledBuckets of(Exponential h, int scale) {
            int shift = h.scale() - scale;
            if (shift == 0 || h.counts().length == 0) {
                return new ScaledBuckets(scale, h.offset() >> Math.min(shift, 31), h.counts());
            }
            int by = Math.min(shift, 31);
            int first = h.offset() >> by;
            int last = (h.offset() + h.counts().length - 1) >> by;
            long[] merged = new long[last - first + 1];
            for (int i = 0; i < h.counts().length; i++) {
                merged[((h.offset() + i) >> by) - first] += h.counts()[i];
            }
            return new ScaledBuckets(scale, first, merged);
        }
    }
}
