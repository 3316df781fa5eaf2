package dev.sluice.cli.learn;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.terminal.CommandFailedException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** The samples of a query that gives one series, page by page. */
final class PrometheusSeries {
    /** Prometheus answers at most so many points of a series at once. */
    static final int PAGE = 11_000;

    private final PrometheusApi api;
    private final Instant from;
    private final Instant to;
    private final Duration step;
    private final Consumer<String> progress;

    /** Something that takes in a sample: its time, ms, and its value, which may be no number. */
    @FunctionalInterface
    interface Sample {
        void take(long at, double value);
    }

    /** Samples from a time to another, one each step; {@code progress} is told what is read. */
    PrometheusSeries(PrometheusApi api, Instant from, Instant to, Duration step, Consumer<String> progress) {
        this.api = api;
        this.from = from;
        this.to = to;
        this.step = step;
        this.progress = progress;
    }

    Duration step() {
        return step;
    }

    Instant from() {
        return from;
    }

    Instant to() {
        return to;
    }

    /** Gives each sample of a query, in order of time. */
    void each(String query, String what, Sample sample) {
        long pages = Duration.between(from, to).dividedBy(step) / PAGE + 1;
        for (long page = 0; page < pages; page++) {
            Instant first = from.plus(step.multipliedBy(page * PAGE));
            Instant last = first.plus(step.multipliedBy(PAGE - 1));
            progress.accept("page " + (page + 1) + " of " + pages + " of " + what);
            take(query, api.range(query, first, last.isAfter(to) ? to : last, step), sample);
        }
    }

    private static void take(String query, JsonNode series, Sample sample) {
        if (series.size() > 1) {
            throw new CommandFailedException("the query gives " + series.size() + " series, the first "
                    + series.get(0).path("metric") + ": make one of them, with sum(…). It is: " + query);
        }
        for (JsonNode one : series) {
            for (JsonNode point : one.path("values")) {
                sample.take(
                        Math.round(point.path(0).asDouble() * 1000),
                        value(point.path(1).asText()));
            }
        }
    }

    /** Prometheus writes infinity as +Inf and -Inf. */
    private static double value(String text) {
        if (text.endsWith("Inf")) {
            return Double.POSITIVE_INFINITY;
        }
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new CommandFailedException("the query gives '" + text + "', which is no number", e);
        }
    }
}
