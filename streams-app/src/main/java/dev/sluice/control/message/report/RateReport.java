package dev.sluice.control.message.report;

import dev.sluice.demand.GroupLag;
import dev.sluice.demand.LatencyHistogram;
import java.util.Optional;

/**
 * What one instance was asked to do in an interval, as a value without a wire format.
 *
 * @param pool pool of the instance; empty if the service has only one
 * @param reporter number of the instance, see {@link Reporter}; 0 if the instance has no name
 * @param from start, ms since the epoch, inclusive
 * @param to end, ms since the epoch, exclusive
 * @param requests requests that arrived (a count)
 * @param errors failed or refused requests among them (a count)
 * @param completed requests that finished (a count)
 * @param concurrency mean requests in flight; NaN: not reported
 * @param backlog work waiting at the end; NaN: not reported
 * @param units weighted work that arrived; NaN: not reported
 * @param latency latencies of the completed requests
 * @param tokens what a large model read and wrote; empty if nothing of it was reported
 * @param lag how a consumer group stands at the end; empty if the reporter measures none
 */
public record RateReport(
        String pool,
        int reporter,
        long from,
        long to,
        double requests,
        double errors,
        double completed,
        double concurrency,
        double backlog,
        double units,
        LatencyHistogram latency,
        Optional<TokenReport> tokens,
        Optional<GroupLag> lag) {
    /** Creates a report of an instance that serves no large model. */
    public RateReport(
            String pool,
            int reporter,
            long from,
            long to,
            double requests,
            double errors,
            double completed,
            double concurrency,
            double backlog,
            double units,
            LatencyHistogram latency) {
        this(
                pool,
                reporter,
                from,
                to,
                requests,
                errors,
                completed,
                concurrency,
                backlog,
                units,
                latency,
                Optional.empty(),
                Optional.empty());
    }

    /** Creates a report of a service with one pool and one instance. */
    public RateReport(
            long from,
            long to,
            double requests,
            double errors,
            double completed,
            double concurrency,
            double backlog,
            double units,
            LatencyHistogram latency) {
        this("", 0, from, to, requests, errors, completed, concurrency, backlog, units, latency);
    }

    /** Returns the same report with what a large model read and wrote. */
    public RateReport with(TokenReport read) {
        return new RateReport(
                pool,
                reporter,
                from,
                to,
                requests,
                errors,
                completed,
                concurrency,
                backlog,
                units,
                latency,
                Optional.of(read),
                lag);
    }

    /** Returns the same report with how a consumer group stands. */
    public RateReport with(GroupLag measured) {
        return new RateReport(
                pool,
                reporter,
                from,
                to,
                requests,
                errors,
                completed,
                concurrency,
                backlog,
                units,
                latency,
                tokens,
                Optional.of(measured));
    }

    /** Returns the bytes that its histograms take in memory. */
    public int histogramBytes() {
        return latency.bytes() + (tokens.isPresent() ? tokens.get().histogramBytes() : 0);
    }

    public RateReport withoutPool() {
        return in("", reporter, from, to);
    }

    /** Returns the same report, {@code ms} later. */
    public RateReport later(long ms) {
        return in(pool, reporter, from + ms, to + ms);
    }

    /** Returns the same report of another instance. */
    RateReport by(int other) {
        return in(pool, other, from, to);
    }

    private RateReport in(String place, int who, long begin, long end) {
        return new RateReport(
                place, who, begin, end, requests, errors, completed, concurrency, backlog, units, latency, tokens, lag);
    }
}
