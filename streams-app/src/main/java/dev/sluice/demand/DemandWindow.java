package dev.sluice.demand;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The demand that all instances of one service received in one closed window.
 *
 * @param from start, inclusive
 * @param to end, exclusive
 * @param requests requests that arrived (a count)
 * @param errors requests of those that failed or were refused (a count)
 * @param completed requests that finished (a count)
 * @param concurrency mean requests in flight, if reported
 * @param backlog requests or messages waiting at the end, if reported
 * @param units weighted work that arrived (a count of units), if reported
 * @param cpu mean cores in use, if reported
 * @param gpu mean GPUs in use, if reported
 * @param latency latencies of the completed requests
 * @param instances number of instances that reported requests; if 0, demand is unknown, not zero
 * @param tokens what instances that serve a large model read and wrote; empty if none reported tokens
 * @param lag how the consumer group stood at the end; empty if nobody measured one
 * @param limits what the instances that reported usage may use
 */
public record DemandWindow(
        Instant from,
        Instant to,
        double requests,
        double errors,
        double completed,
        OptionalDouble concurrency,
        OptionalDouble backlog,
        OptionalDouble units,
        OptionalDouble cpu,
        OptionalDouble gpu,
        LatencyHistogram latency,
        int instances,
        Optional<TokenLoad> tokens,
        Optional<GroupLag> lag,
        UsageLimits limits) {
    public DemandWindow {
        if (!to.isAfter(from)) {
            throw new IllegalArgumentException("a window ends after it starts, not " + from + " to " + to);
        }
        if (!(requests >= 0) || !(errors >= 0) || !(completed >= 0)) {
            throw new IllegalArgumentException("counts are at least zero");
        }
    }

    /** A window in which nobody measured a consumer group or told what instances may use. */
    public DemandWindow(
            Instant from,
            Instant to,
            double requests,
            double errors,
            double completed,
            OptionalDouble concurrency,
            OptionalDouble backlog,
            OptionalDouble units,
            OptionalDouble cpu,
            OptionalDouble gpu,
            LatencyHistogram latency,
            int instances,
            Optional<TokenLoad> tokens) {
        this(
                from,
                to,
                requests,
                errors,
                completed,
                concurrency,
                backlog,
                units,
                cpu,
                gpu,
                latency,
                instances,
                tokens,
                Optional.empty(),
                UsageLimits.UNKNOWN);
    }

    /** A window in which nobody reported tokens. */
    public DemandWindow(
            Instant from,
            Instant to,
            double requests,
            double errors,
            double completed,
            OptionalDouble concurrency,
            OptionalDouble backlog,
            OptionalDouble units,
            OptionalDouble cpu,
            OptionalDouble gpu,
            LatencyHistogram latency,
            int instances) {
        this(
                from,
                to,
                requests,
                errors,
                completed,
                concurrency,
                backlog,
                units,
                cpu,
                gpu,
                latency,
                instances,
                Optional.empty());
    }

    /** A window with requests only, as in a recorded trace. */
    public static DemandWindow ofRequests(Instant from, Instant to, double requests) {
        OptionalDouble none = OptionalDouble.empty();
        return new DemandWindow(
                from, to, requests, 0, requests, none, none, none, none, none, LatencyHistogram.empty(), 1);
    }

    public Duration length() {
        return Duration.between(from, to);
    }

    /** Length in seconds. */
    public double seconds() {
        return length().toNanos() / 1e9;
    }

    /** Demand in {@code signal}: a rate per second, or the level for concurrency and usage. Empty if not reported. */
    public OptionalDouble demand(Signal signal) {
        return switch (signal) {
            case REQUESTS, BACKLOG, LAG ->
                instances > 0 ? OptionalDouble.of(requests / seconds()) : OptionalDouble.empty();
            case UNITS -> units.isPresent() ? OptionalDouble.of(units.getAsDouble() / seconds()) : units;
            case TOKENS ->
                tokens.filter(load -> load.replicas() > 0)
                        .map(load -> OptionalDouble.of(load.worked() / seconds()))
                        .orElse(OptionalDouble.empty());
            case CONCURRENCY -> concurrency;
            case CPU -> cpu;
            case GPU -> gpu;
        };
    }
}
