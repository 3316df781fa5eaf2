package dev.sluice.ingest.remotewrite;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import dev.sluice.ingest.export.Value;
import dev.sluice.ingest.remotewrite.WrittenSeries.WrittenSample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A native histogram of Prometheus. Its bucket i ends at base^i, where that of OpenTelemetry ends at base^(i + 1): the same histogram, with
 * an offset that is lower by one. Counts are whole numbers, written as differences, or broken ones, which are rounded.
 */
final class NativeHistogram {
    /** The schema of histograms with bounds of their own. */
    private static final int CUSTOM = -53;

    private static final int HIGHEST_SCHEMA = 8;
    private static final int LOWEST_SCHEMA = -4;
    private static final int GAUGE_HINT = 3;
    private static final int MOST_BUCKETS = 4_000;

    private final List<int[]> spans = new ArrayList<>();
    private final List<Long> differences = new ArrayList<>();
    private final List<Double> counts = new ArrayList<>();
    private final List<Double> bounds = new ArrayList<>();
    private int schema;
    private long zeros;
    private double sum = Double.NaN;
    private long time;
    private long start;
    private boolean isGauge;

    private NativeHistogram() {}

    /** Reads it; IllegalArgumentException says what cannot be. */
    static WrittenSample read(ByteString bytes) throws IOException {
        NativeHistogram histogram = new NativeHistogram();
        CodedInputStream in = bytes.newCodedInput();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            histogram.field(tag, in);
        }
        return new WrittenSample(histogram.time, histogram.start, histogram.value());
    }

    private void field(int tag, CodedInputStream in) throws IOException {
        switch (Fields.number(tag)) {
            case 3 -> sum = in.readDouble();
            case 4 -> schema = in.readSInt32();
            case 6 -> zeros = in.readUInt64();
            case 7 -> zeros = Math.round(in.readDouble());
            case 11 -> spans.add(span(in.readBytes()));
            case 12 -> Fields.repeated(tag, in, from -> differences.add(from.readSInt64()));
            case 13 -> Fields.repeated(tag, in, from -> counts.add(from.readDouble()));
            case 14 -> isGauge = in.readEnum() == GAUGE_HINT;
            case 15 -> time = in.readInt64();
            case 16 -> Fields.repeated(tag, in, from -> bounds.add(from.readDouble()));
            case 17 -> start = in.readInt64();
            default -> in.skipField(tag);
        }
    }

    private static int[] span(ByteString bytes) throws IOException {
        int[] span = new int[2];
        CodedInputStream in = bytes.newCodedInput();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == Fields.varint(1)) {
                span[0] = in.readSInt32();
            } else if (tag == Fields.varint(2)) {
                span[1] = in.readUInt32();
            } else {
                in.skipField(tag);
            }
        }
        return span;
    }

    private Value value() {
        // the value of a stale histogram is in its sum; a histogram that is a gauge counts nothing
        if (Double.isNaN(sum) || isGauge) {
            return new Value.Absent();
        }
        if (schema != CUSTOM && (schema > HIGHEST_SCHEMA || schema < LOWEST_SCHEMA)) {
            throw new IllegalArgumentException("has the schema " + schema);
        }
        int first = spans.isEmpty() ? 0 : spans.get(0)[0];
        long[] dense = dense(first);
        return schema == CUSTOM
                ? explicit(first, dense)
                : new Value.Exponential(schema, zeros, first - 1, dense, sum, 1);
    }

    private Value explicit(int first, long[] dense) {
        double[] given = bounds.stream().mapToDouble(Double::doubleValue).toArray();
        long[] all = new long[given.length + 1];
        for (int i = 0; i < dense.length; i++) {
            if (first + i < 0 || first + i >= all.length) {
                throw new IllegalArgumentException("has more buckets than bounds");
            }
            all[first + i] = dense[i];
        }
        return new Value.Explicit(given, all, sum);
    }

    /** The counts from bucket {@code first} on, with zeros between spans. */
    private long[] dense(int first) {
        long length = 0;
        for (int[] span : spans) {
            length += (long) span[1] + (span == spans.get(0) ? 0 : span[0]);
            if (span[1] < 0 || length < 0 || length > MOST_BUCKETS) {
                throw new IllegalArgumentException("has spans of " + length + " buckets from " + first);
            }
        }
        long[] dense = new long[(int) length];
        int at = 0;
        int next = 0;
        long count = 0;
        for (int[] span : spans) {
            at += span == spans.get(0) ? 0 : span[0];
            for (int i = 0; i < span[1]; i++) {
                count = count(next++, count);
                if (at < 0) {
                    throw new IllegalArgumentException("has spans that overlap");
                }
                dense[at++] = count;
            }
        }
        return dense;
    }

    private long count(int bucket, long before) {
        if (bucket < counts.size()) {
            return Math.round(counts.get(bucket));
        }
        if (bucket < differences.size()) {
            return before + differences.get(bucket);
        }
        throw new IllegalArgumentException("has fewer counts than buckets");
    }
}
