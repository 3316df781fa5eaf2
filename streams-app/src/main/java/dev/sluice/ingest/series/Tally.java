package dev.sluice.ingest.series;

import dev.sluice.ingest.series.Value.Amount;
import dev.sluice.ingest.series.Value.Explicit;
import dev.sluice.ingest.series.Value.Exponential;
import dev.sluice.ingest.series.Value.Histogram;
import java.util.Map;
import java.util.TreeMap;

/** What was counted since the last event. */
final class Tally {
    double requests;
    double errors;
    double units;
    double cpuSeconds;
    private LatencySpread latencies = new LatencySpread();
    private TreeMap<Double, Double> atMost = new TreeMap<>();

    /** Adds what a series counted; {@code timed} says whether its buckets are the latencies of the instance. */
    void add(Series series, Value grown, boolean timed) {
        switch (series.role()) {
            case REQUESTS -> {
                double count = count(grown);
                requests += count;
                errors += series.error() ? count : 0;
                if (timed) {
                    latency(series, grown);
                }
            }
            case ERRORS -> errors += count(grown);
            case LATENCY -> latency(series, grown);
            case UNITS -> units += grown instanceof Histogram histogram ? finite(histogram.sum()) : count(grown);
            case CPU -> cpuSeconds += count(grown);
            default -> {
                // a counter tells nothing of what is a level
            }
        }
    }

    private static double count(Value grown) {
        if (grown instanceof Amount amount) {
            return finite(amount.amount());
        }
        return grown instanceof Histogram histogram ? histogram.count() : 0;
    }

    private static double finite(double amount) {
        return amount > 0 && amount <= Double.MAX_VALUE ? amount : 0;
    }

    private void latency(Series series, Value grown) {
        if (grown instanceof Amount amount && !Double.isNaN(series.bound())) {
            atMost.merge(series.bound(), finite(amount.amount()), Double::sum);
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
            latencies.add(low, high, histogram.counts()[i]);
        }
    }

    private void exponential(Exponential histogram) {
        latencies.zeros(histogram.zeros());
        double width = Math.pow(2, -histogram.scale());
        for (int i = 0; i < histogram.counts().length; i++) {
            double low = Math.pow(2, (histogram.offset() + i) * width) * histogram.factor();
            double high = Math.pow(2, (histogram.offset() + i + 1.0) * width) * histogram.factor();
            latencies.add(low, high, histogram.counts()[i]);
        }
    }

    /** All latencies; those that series counted up to bounds are told apart first. */
    LatencySpread latencies() {
        LatencySpread all = new LatencySpread();
        all.add(latencies);
        double below = 0;
        double low = 0;
        for (Map.Entry<Double, Double> bound : atMost.entrySet()) {
            all.add(low, bound.getKey(), Math.round(bound.getValue() - below));
            below = Math.max(below, bound.getValue());
            low = bound.getKey();
        }
        return all;
    }

    /** True if anything was counted. */
    boolean isAny() {
        return requests >= 1
                || errors >= 1
                || units > 0
                || cpuSeconds > 0
                || latencies.zeros() > 0
                || !latencies.counts().isEmpty();
    }

    /** Starts anew; a part of a request stays for the next event. */
    void reported(long wholeRequests, long wholeErrors) {
        requests -= wholeRequests;
        errors -= wholeErrors;
        units = 0;
        cpuSeconds = 0;
        latencies = new LatencySpread();
        atMost = new TreeMap<>();
    }

    LatencySpread spread() {
        return latencies;
    }

    Map<Double, Double> atMost() {
        return atMost;
    }
}
