package dev.sluice.cli.learn;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.cli.io.CommandFailedException;
import dev.sluice.simulator.history.KnownDemand;
import dev.sluice.text.NumberText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The past of one query. A sample tells the demand of the step before it. A step without a sample, or whose sample is not
 * a number, is not known.
 */
final class PrometheusPast {
    /** Prometheus answers at most so many points of a series at once. */
    static final int PAGE = 11_000;

    private final PrometheusApi api;
    private final String query;
    private final Duration step;
    private final KnownDemand demand;
    private final Consumer<String> progress;
    private long samples;
    private long notNumbers;

    /**
     * A query that nothing was read of.
     *
     * @param query PromQL that gives one series: units per second, or the level
     * @param step time between two samples
     * @param window length of a window
     * @param progress is told what is read
     */
    PrometheusPast(PrometheusApi api, String query, Duration step, Duration window, Consumer<String> progress) {
        this.api = api;
        this.query = query;
        this.step = step;
        this.demand = new KnownDemand(window.toMillis());
        this.progress = progress;
    }

    /** Reads the samples from a time to another, page by page. */
    Past read(Instant from, Instant to, String source) {
        long pages = Duration.between(from, to).dividedBy(step) / PAGE + 1;
        for (long page = 0; page < pages; page++) {
            Instant first = from.plus(step.multipliedBy(page * PAGE));
            Instant last = first.plus(step.multipliedBy(PAGE - 1));
            progress.accept("page " + (page + 1) + " of " + pages + " of " + source);
            take(api.range(query, first, last.isAfter(to) ? to : last, step));
        }
        if (samples == 0) {
            throw new CommandFailedException(source + ": "
                    + (notNumbers > 0
                            ? "all " + notNumbers + " samples are NaN or infinite, so nothing is known"
                            : "no samples from " + from + " to " + to)
                    + ". Try the query there; --range says how far back it is asked");
        }
        List<String> unknown = new ArrayList<>();
        if (notNumbers > 0) {
            unknown.add(notNumbers + " samples are NaN or infinite: the demand then");
        }
        return new Past(demand, source, unknown);
    }

    private void take(JsonNode series) {
        if (series.size() > 1) {
            throw new CommandFailedException("the query gives " + series.size() + " series, the first "
                    + series.get(0).path("metric") + ": make one of them, with sum(…)");
        }
        for (JsonNode one : series) {
            for (JsonNode sample : one.path("values")) {
                sample(sample);
            }
        }
    }

    private void sample(JsonNode sample) {
        long at = Math.round(sample.path(0).asDouble() * 1000);
        double value = value(sample.path(1).asText());
        if (!Double.isFinite(value)) {
            notNumbers++;
        } else if (value < 0) {
            throw new CommandFailedException("the query gives " + NumberText.exactly(value) + " at "
                    + Instant.ofEpochMilli(at) + ": demand is at least 0");
        } else {
            samples++;
            demand.add(at - step.toMillis(), at, value * step.toMillis() / 1000);
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
