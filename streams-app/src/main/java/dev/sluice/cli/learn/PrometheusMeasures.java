package dev.sluice.cli.learn;

import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.simulator.history.Measure;
import dev.sluice.simulator.history.MeasuredStep;
import dev.sluice.text.NumberText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What replicas did, from one query a measure: counts per second, levels, and times in seconds. */
final class PrometheusMeasures {
    private static final double MILLIS = 1000;

    private final PrometheusSeries series;
    private final TreeMap<Long, MeasuredStep.Builder> steps = new TreeMap<>();
    private final List<String> unknown = new ArrayList<>();

    PrometheusMeasures(PrometheusSeries series) {
        this.series = series;
    }

    /** Reads all queries; a step without a sample of a measure does not tell it. */
    List<MeasuredStep> read(Map<Measure, String> queries, double quantile) {
        queries.forEach(this::read);
        long stepMs = series.step().toMillis();
        return steps.entrySet().stream()
                .map(step -> step.getValue().step(step.getKey() - stepMs, step.getKey(), quantile))
                .toList();
    }

    private void read(Measure measure, String query) {
        long[] samples = {0};
        series.each(query, measure.title(), (at, value) -> {
            if (value < 0) {
                throw new CommandFailedException("the query of " + measure.title() + " gives "
                        + NumberText.exactly(value) + " at " + Instant.ofEpochMilli(at) + ": it is at least 0");
            }
            if (Double.isFinite(value)) {
                samples[0]++;
                steps.computeIfAbsent(at, end -> new MeasuredStep.Builder()).add(measure, inStep(measure, value));
            }
        });
        if (samples[0] == 0) {
            unknown.add(measure.title() + ": no samples of " + query);
        }
    }

    private double inStep(Measure measure, double value) {
        return switch (measure.kind()) {
            case COUNT -> value * series.step().toMillis() / MILLIS;
            case LEVEL -> value;
            case TIME -> value * MILLIS;
        };
    }

    /** What no sample tells, each in one sentence. */
    List<String> unknown() {
        return unknown;
    }
}
