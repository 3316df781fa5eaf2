package dev.sluice.ingest.series;

import dev.sluice.events.LatencyHistogram;
import dev.sluice.ingest.export.Value;
import dev.sluice.ingest.export.Value.Amount;
import dev.sluice.ingest.export.Value.Explicit;
import dev.sluice.ingest.export.Value.Exponential;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Times of one kind since the last event, from histograms and from the buckets of classic ones. */
final class TimeTally {
    private LatencySpread spread = new LatencySpread();
    /** Values up to each bound, ms: each series of a classic histogram counts those of all smaller bounds, too. */
    private TreeMap<Double, Double> atMost = new TreeMap<>();

    void add(Series series, Value grown) {
        if (grown instanceof Amount amount && !Double.isNaN(series.bound())) {
            atMost.merge(series.bound(), Tally.finite(amount.amount()), Double::sum);
        } else if (grown instanceof Explicit histogram && histogram.bounds().length > 0) {
            explicit(histogram);
        } else if (grown instanceof Exponential histogram) {
            exponential(histogram);
        }
    }

    private void explicit(Explicit histogram) {
        double[] bounds = histogram.bounds();
        for (int i = 0; i < histogram.counts().length; i++) {
            double low = i == 0 ? 0 : bounds[i - 1];
            double high = i == bounds.length ? Double.POSITIVE_INFINITY : bounds[i];
            spread.add(low, high, histogram.counts()[i]);
        }
    }

    private void exponential(Exponential histogram) {
        spread.zeros(histogram.zeros());
        double width = Math.pow(2, -histogram.scale());
        for (int i = 0; i < histogram.counts().length; i++) {
            double low = Math.pow(2, (histogram.offset() + i) * width) * histogram.factor();
            double high = Math.pow(2, (histogram.offset() + i + 1.0) * width) * histogram.factor();
            spread.add(low, high, histogram.counts()[i]);
        }
    }

    /** All times for an event; those that series counted up to bounds are told apart first. Empty if there are none. */
    Optional<LatencyHistogram> histogram() {
        LatencySpread all = new LatencySpread();
        all.add(spread);
        double below = 0;
        double low = 0;
        for (Map.Entry<Double, Double> bound : atMost.entrySet()) {
            all.add(low, bound.getKey(), Math.round(bound.getValue() - below));
            below = Math.max(below, bound.getValue());
            low = bound.getKey();
        }
        return all.histogram();
    }

    /** True if a histogram counted anything; buckets alone do not, as the count beside them does. */
    boolean isAny() {
        return spread.zeros() > 0 || !spread.counts().isEmpty();
    }

    void reported() {
        spread = new LatencySpread();
        atMost = new TreeMap<>();
    }

    void write(DataOutput out) throws IOException {
        VarInts.writeCount(spread.zeros(), out);
        VarInts.writeCount(spread.counts().size(), out);
        for (Map.Entry<Integer, Long> bucket : spread.counts().entrySet()) {
            VarInts.writeSigned(bucket.getKey(), out);
            VarInts.writeCount(bucket.getValue(), out);
        }
        VarInts.writeCount(atMost.size(), out);
        for (Map.Entry<Double, Double> bound : atMost.entrySet()) {
            VarInts.write(bound.getKey(), out);
            VarInts.write(bound.getValue(), out);
        }
    }

    void read(DataInput in) throws IOException {
        long zeros = VarInts.readCount(in);
        Map<Integer, Long> counts = new TreeMap<>();
        for (long left = VarInts.readCount(in); left > 0; left--) {
            counts.put((int) VarInts.readSigned(in), VarInts.readCount(in));
        }
        spread.put(zeros, counts);
        for (long left = VarInts.readCount(in); left > 0; left--) {
            atMost.put(VarInts.read(in), VarInts.read(in));
        }
    }
}
