package dev.sluice.http.monitoring;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.function.Supplier;

/**
 * A metric whose samples are asked for at each scrape: nothing is kept in between, whatever the number of samples.
 *
 * @param name by Prometheus' conventions; a counter's ends with {@code _total}
 * @param help what it is
 * @param labels names of its labels
 * @param samples the samples of now
 */
public record Samples(String name, String help, List<String> labels, Supplier<List<Sample>> samples) {
    private static final String COUNTER = "_total";

    /** One sample: values of the labels, in their order, and what is measured. */
    public record Sample(List<String> labels, double value) {}

    /** A metric without labels. */
    public static Samples of(String name, String help, Supplier<Double> value) {
        return new Samples(name, help, List.of(), () -> List.of(new Sample(List.of(), value.get())));
    }

    Collector collector() {
        return name.endsWith(COUNTER) ? this::counter : this::gauge;
    }

    private MetricSnapshot gauge() {
        GaugeSnapshot.Builder all = GaugeSnapshot.builder().name(name).help(help);
        for (Sample sample : samples.get()) {
            all.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(labels(sample))
                    .value(sample.value())
                    .build());
        }
        return all.build();
    }

    private MetricSnapshot counter() {
        String base = name.substring(0, name.length() - COUNTER.length());
        CounterSnapshot.Builder all = CounterSnapshot.builder().name(base).help(help);
        for (Sample sample : samples.get()) {
            all.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(labels(sample))
                    .value(sample.value())
                    .build());
        }
        return all.build();
    }

    private Labels labels(Sample sample) {
        return Labels.of(labels, sample.labels());
    }
}
