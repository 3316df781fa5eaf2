package dev.sluice.simulator.history;

import dev.sluice.control.message.history.PastWindow;
import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.demand.Signal;
import dev.sluice.demand.TokenLoad;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a source tells of one step of a service's past.
 *
 * @param from start, ms
 * @param to end, ms
 * @param values counts of the step, levels, and times in ms
 * @param quantile share of requests that {@link Measure#LATENCY_TAIL} is the time of
 */
public record MeasuredStep(long from, long to, Map<Measure, Double> values, double quantile) {
    private static final int SCALE = 6;
    private static final double MILLIS = 1000;

    public MeasuredStep {
        values = Map.copyOf(values);
        if (to <= from) {
            throw new IllegalArgumentException("a step ends after it starts, not " + from + " to " + to);
        }
    }

    private OptionalDouble known(Measure measure) {
        Double value = values.get(measure);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private double seconds() {
        return (to - from) / MILLIS;
    }

    /** The demand in a signal, as a count of the step (a level times its seconds); empty if it is not told. */
    public OptionalDouble demand(Signal signal) {
        return switch (signal) {
            case REQUESTS, BACKLOG, LAG -> known(Measure.REQUESTS);
            case UNITS -> known(Measure.UNITS);
            case TOKENS -> worked();
            case CONCURRENCY -> level(known(Measure.CONCURRENCY));
            case CPU -> level(known(Measure.CPU));
            case GPU -> level(known(Measure.GPU));
        };
    }

    private OptionalDouble level(OptionalDouble known) {
        return known.isPresent() ? OptionalDouble.of(known.getAsDouble() * seconds()) : known;
    }

    private OptionalDouble worked() {
        Optional<TokenLoad> load = tokens();
        return load.isPresent() ? OptionalDouble.of(load.get().worked()) : OptionalDouble.empty();
    }

    /** The step as a window that replicas served; empty if requests or replicas are not told. */
    public Optional<PastWindow> window() {
        return window(Measure.REPLICAS);
    }

    /** The same for the replicas that {@code which} counts. */
    Optional<PastWindow> window(Measure which) {
        double replicas = known(which).orElse(0);
        OptionalDouble requests = known(Measure.REQUESTS);
        if (!(replicas > 0) || requests.isEmpty()) {
            return Optional.empty();
        }
        double completed = known(Measure.COMPLETED).orElse(requests.getAsDouble());
        DemandWindow window = new DemandWindow(
                Instant.ofEpochMilli(from),
                Instant.ofEpochMilli(to),
                requests.getAsDouble(),
                known(Measure.ERRORS).orElse(0),
                completed,
                concurrency(completed),
                known(Measure.WAITING),
                known(Measure.UNITS),
                known(Measure.CPU),
                known(Measure.GPU),
                latency(Math.round(completed)),
                (int) Math.max(1, Math.round(replicas)),
                tokens());
        return Optional.of(new PastWindow(window, replicas));
    }

    /** Little's law (1961): requests in flight = requests finished per second × mean time. */
    private OptionalDouble concurrency(double completed) {
        OptionalDouble mean = known(Measure.LATENCY_MEAN);
        OptionalDouble told = known(Measure.CONCURRENCY);
        return told.isPresent() || mean.isEmpty()
                ? told
                : OptionalDouble.of(completed / seconds() * mean.getAsDouble() / MILLIS);
    }

    /** A histogram with that tail: all but the slowest at the mean, and the slowest at the tail. */
    private LatencyHistogram latency(long completed) {
        OptionalDouble tail = known(Measure.LATENCY_TAIL);
        if (tail.isEmpty() || completed <= 0) {
            return times(completed, known(Measure.LATENCY_MEAN));
        }
        double usual = Math.min(tail.getAsDouble(), known(Measure.LATENCY_MEAN).orElse(tail.getAsDouble()));
        long slow = (long) Math.ceil(2 * (1 - quantile) * completed);
        return times(Math.max(0, completed - slow), OptionalDouble.of(usual))
                .plus(times(Math.min(completed, slow), tail));
    }

    private Optional<TokenLoad> tokens() {
        OptionalDouble prompts = known(Measure.PROMPT_TOKENS);
        OptionalDouble outputs = known(Measure.OUTPUT_TOKENS);
        if (prompts.isEmpty() || outputs.isEmpty()) {
            return Optional.empty();
        }
        long answers = Math.round(
                known(Measure.COMPLETED).orElse(known(Measure.REQUESTS).orElse(0)));
        return Optional.of(new TokenLoad(
                prompts.getAsDouble(),
                Math.min(
                        prompts.getAsDouble(),
                        known(Measure.CACHED_PROMPT_TOKENS).orElse(0)),
                outputs.getAsDouble(),
                known(Measure.WAITING),
                known(Measure.RUNNING),
                OptionalDouble.empty(),
                times(answers, known(Measure.FIRST_TOKEN_MEAN)),
                times(answers, known(Measure.INTER_TOKEN_MEAN)),
                (int) Math.max(1, Math.round(known(Measure.REPLICAS).orElse(1)))));
    }

    private static LatencyHistogram times(long count, OptionalDouble millis) {
        if (count <= 0 || millis.isEmpty()) {
            return LatencyHistogram.empty();
        }
        if (!(millis.getAsDouble() > 0)) {
            return new LatencyHistogram(SCALE, count, 0, new long[0]);
        }
        int bucket = (int) Math.floor(Math.log(millis.getAsDouble()) / Math.log(2) * (1 << SCALE));
        return new LatencyHistogram(SCALE, 0, bucket, new long[] {count});
    }

    /** A step of which values are added one by one. */
    public static final class Builder {
        private final EnumMap<Measure, Double> values = new EnumMap<>(Measure.class);

        /** Adds a value: what is told twice adds up. */
        public Builder add(Measure measure, double value) {
            values.merge(measure, value, Double::sum);
            return this;
        }

        public MeasuredStep step(long from, long to, double quantile) {
            return new MeasuredStep(from, to, values, quantile);
        }
    }
}
