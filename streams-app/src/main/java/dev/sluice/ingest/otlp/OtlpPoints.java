package dev.sluice.ingest.otlp;

import dev.sluice.ingest.export.Temporality;
import dev.sluice.ingest.export.Value;
import dev.sluice.ingest.mapping.Mapper;
import dev.sluice.ingest.mapping.Point;
import dev.sluice.ingest.mapping.Refusals;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.DataPointFlags;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Reads the points of one resource. A point that says what cannot be is refused, and the others are read. */
final class OtlpPoints {
    /** The most attributes of a resource or a point: OpenTelemetry's own limit is 128. */
    static final int MOST_ATTRIBUTES = 512;

    private final Mapper mapper;
    private final Refusals refusals;
    private Metric metric = Metric.getDefaultInstance();

    OtlpPoints(Mapper mapper, Refusals refusals) {
        this.mapper = mapper;
        this.refusals = refusals;
    }

    void read(ResourceMetrics resource) {
        for (ScopeMetrics scope : resource.getScopeMetricsList()) {
            for (Metric one : scope.getMetricsList()) {
                metric = one;
                read();
            }
        }
    }

    private void read() {
        switch (metric.getDataCase()) {
            case GAUGE -> metric.getGauge().getDataPointsList().forEach(p -> number(p, Temporality.LEVEL));
            case SUM -> metric.getSum().getDataPointsList().forEach(p -> number(p, ofSum()));
            case HISTOGRAM -> metric.getHistogram().getDataPointsList().forEach(this::explicit);
            case EXPONENTIAL_HISTOGRAM ->
                metric.getExponentialHistogram().getDataPointsList().forEach(this::exponential);
            case SUMMARY, DATA_NOT_SET -> {
                // quantiles cannot be added up
            }
        }
    }

    private Temporality ofSum() {
        boolean delta = isDelta(metric.getSum().getAggregationTemporality());
        if (metric.getSum().getIsMonotonic()) {
            return delta ? Temporality.DELTA : Temporality.CUMULATIVE;
        }
        return delta ? Temporality.LEVEL_CHANGE : Temporality.LEVEL;
    }

    private static boolean isDelta(AggregationTemporality temporality) {
        return temporality == AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA;
    }

    private static Temporality ofHistogram(AggregationTemporality temporality) {
        return isDelta(temporality) ? Temporality.DELTA : Temporality.CUMULATIVE;
    }

    private void number(NumberDataPoint p, Temporality temporality) {
        double amount = p.getValueCase() == NumberDataPoint.ValueCase.AS_INT ? (double) p.getAsInt() : p.getAsDouble();
        boolean absent = isAbsent(p.getFlags()) || p.getValueCase() == NumberDataPoint.ValueCase.VALUE_NOT_SET;
        add(
                p.getAttributesList(),
                temporality,
                p.getStartTimeUnixNano(),
                p.getTimeUnixNano(),
                () -> absent ? new Value.Absent() : new Value.Amount(amount));
    }

    private void explicit(HistogramDataPoint p) {
        add(
                p.getAttributesList(),
                ofHistogram(metric.getHistogram().getAggregationTemporality()),
                p.getStartTimeUnixNano(),
                p.getTimeUnixNano(),
                () -> isAbsent(p.getFlags()) ? new Value.Absent() : explicitValue(p));
    }

    /** A histogram may come without buckets: then it is a count and a sum. */
    private static Value explicitValue(HistogramDataPoint p) {
        double sum = p.hasSum() ? p.getSum() : Double.NaN;
        if (p.getBucketCountsCount() == 0) {
            return new Value.Explicit(new double[0], new long[] {p.getCount()}, sum);
        }
        double[] bounds = p.getExplicitBoundsList().stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
        long[] counts = longs(p.getBucketCountsList());
        Value.Explicit value = new Value.Explicit(bounds, counts, sum);
        if (value.count() != p.getCount()) {
            throw new IllegalArgumentException(
                    "has " + value.count() + " values in its buckets and the count " + p.getCount());
        }
        return value;
    }

    private void exponential(ExponentialHistogramDataPoint p) {
        add(
                p.getAttributesList(),
                ofHistogram(metric.getExponentialHistogram().getAggregationTemporality()),
                p.getStartTimeUnixNano(),
                p.getTimeUnixNano(),
                () -> isAbsent(p.getFlags()) ? new Value.Absent() : exponentialValue(p));
    }

    /** Values below zero count as zero: a latency is none. */
    private static Value exponentialValue(ExponentialHistogramDataPoint p) {
        long below = 0;
        for (long count : p.getNegative().getBucketCountsList()) {
            below += count;
        }
        Value.Exponential value = new Value.Exponential(
                p.getScale(),
                p.getZeroCount() + below,
                p.getPositive().getOffset(),
                longs(p.getPositive().getBucketCountsList()),
                p.hasSum() ? p.getSum() : Double.NaN,
                1);
        if (value.count() != p.getCount()) {
            throw new IllegalArgumentException(
                    "has " + value.count() + " values in its buckets and the count " + p.getCount());
        }
        return value;
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    private static boolean isAbsent(int flags) {
        return (flags & DataPointFlags.DATA_POINT_FLAGS_NO_RECORDED_VALUE_MASK_VALUE) != 0;
    }

    private void add(List<KeyValue> attributes, Temporality temporality, long start, long time, Supplier<Value> value) {
        if (attributes.size() > MOST_ATTRIBUTES) {
            refusals.refuse(metric.getName() + ": a point has " + attributes.size() + " attributes, more than "
                    + MOST_ATTRIBUTES);
            return;
        }
        try {
            mapper.add(new Point(
                    metric.getName(), metric.getUnit(), texts(attributes), temporality, start, time, value.get()));
        } catch (IllegalArgumentException e) {
            refusals.refuse(metric.getName() + ": " + e.getMessage());
        }
    }

    /** Attributes as texts. */
    static Map<String, String> texts(List<KeyValue> attributes) {
        Map<String, String> texts = new HashMap<>();
        attributes.forEach(attribute -> texts.put(attribute.getKey(), text(attribute.getValue())));
        return texts;
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            case INT_VALUE -> Long.toString(value.getIntValue());
            case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
            case VALUE_NOT_SET -> "";
            // tells series apart, and is no name
            default -> Base64.getEncoder().encodeToString(value.toByteArray());
        };
    }
}
