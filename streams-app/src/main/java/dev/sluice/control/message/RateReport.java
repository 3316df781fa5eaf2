package dev.sluice.control.message;

import dev.sluice.forecast.LatencyHistogram;

/**
 * What one instance was asked to do in an interval, as a value without a wire format.
 *
 * @param pool pool that the instance runs in; empty where the service has one
 * @param reporter tells instances apart, see {@link Reporter}; 0 where the instance has no name
 * @param from start, ms since the epoch, inclusive
 * @param to end, ms since the epoch, exclusive
 * @param requests requests that arrived (a count)
 * @param errors of them, failed or refused (a count)
 * @param completed requests that finished (a count)
 * @param concurrency mean requests in flight; NaN: not reported
 * @param backlog waiting at the end; NaN: not reported
 * @param units weighted work that arrived; NaN: not reported
 * @param latency latencies of the completed requests
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
        LatencyHistogram latency) {
    /** A report of a service that has one pool and one instance. */
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

    public RateReport withoutPool() {
        return in("", from, to);
    }

    /** The same, {@code ms} later. */
    public RateReport later(long ms) {
        return in(pool, from + ms, to + ms);
    }

    /** The same of another instance. */
    RateReport by(int other) {
        return new RateReport(pool, other, from, to, requests, errors, completed, concurrency, backlog, units, latency);
    }

    private RateReport in(String place, long begin, long end) {
        return new RateReport(
                place, reporter, begin, end, requests, errors, completed, concurrency, backlog, units, latency);
    }
}
