package dev.sluice.ingest.export;

import java.util.Arrays;

/** What a point says. */
public sealed interface Value {
    /** Nothing: the sender has no value any more (a staleness marker, a point without a recorded value). */
    record Absent() implements Value {}

    /** A number. */
    record Amount(double amount) implements Value {}

    /** Values counted in buckets, in ms where they are latencies. */
    sealed interface Histogram extends Value {
        /** Number of values. */
        long count();

        /** Sum of the values; NaN where it is not known. */
        double sum();
    }

    /**
     * Bucket i holds (bounds[i − 1], bounds[i]]; the last is open at its end.
     *
     * @param counts one more than bounds; a histogram without buckets has one count
     */
    record Explicit(double[] bounds, long[] counts, double sum) implements Histogram {
        /** Most buckets that are accepted. */
        static final int MOST = 1_000;

        public Explicit {
            if (counts.length != bounds.length + 1) {
                throw new IllegalArgumentException(
                        bounds.length + " bounds need " + (bounds.length + 1) + " counts, not " + counts.length);
            }
            if (counts.length > MOST) {
                throw new IllegalArgumentException("has " + counts.length + " buckets, more than " + MOST);
            }
            for (int i = 0; i < bounds.length; i++) {
                if (!Double.isFinite(bounds[i]) || (i > 0 && bounds[i] <= bounds[i - 1])) {
                    throw new IllegalArgumentException("the bounds of its buckets do not rise");
                }
            }
            requireCounts(counts);
        }

        @Override
        public long count() {
            return Arrays.stream(counts).sum();
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Explicit e
                    && Arrays.equals(e.bounds, bounds)
                    && Arrays.equals(e.counts, counts)
                    && Double.compare(e.sum, sum) == 0;
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(counts);
        }
    }

    /**
     * Bucket i holds (base^(offset + i), base^(offset + i + 1)] with base = 2^(2^−scale), after OpenTelemetry's data model.
     *
     * @param zeros values that are zero or less
     * @param factor what a value is multiplied by to be in ms
     */
    record Exponential(int scale, long zeros, int offset, long[] counts, double sum, double factor)
            implements Histogram {
        /** Most buckets that are accepted: SDKs send 160. */
        static final int MOST = 4_096;

        /** Beyond these scales no double falls into another bucket. */
        private static final int FURTHEST_SCALE = 20;

        public Exponential {
            if (Math.abs(scale) > FURTHEST_SCALE) {
                throw new IllegalArgumentException("has the scale " + scale + ", not from -20 to 20");
            }
            if (counts.length > MOST) {
                throw new IllegalArgumentException("has " + counts.length + " buckets, more than " + MOST);
            }
            if (Math.abs((long) offset) > 1L << 30) {
                throw new IllegalArgumentException("has the offset " + offset);
            }
            requireCounts(counts);
            requireCounts(zeros);
        }

        @Override
        public long count() {
            return zeros + Arrays.stream(counts).sum();
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Exponential e
                    && e.scale == scale
                    && e.zeros == zeros
                    && e.offset == offset
                    && Arrays.equals(e.counts, counts)
                    && Double.compare(e.sum, sum) == 0
                    && e.factor == factor;
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(counts) + 31 * (scale + 31 * offset);
        }
    }

    /** The largest count: sums of a thousand of them still fit. */
    private static void requireCounts(long... counts) {
        for (long count : counts) {
            if (count < 0 || count > 1L << 50) {
                throw new IllegalArgumentException("counts " + count + " values in a bucket");
            }
        }
    }
}
