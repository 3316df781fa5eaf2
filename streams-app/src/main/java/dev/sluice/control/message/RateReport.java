package dev.sluice.control.message;

import dev.sluice.forecast.LatencyHistogram;

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

    public RateReport withoutPool() {
        return in("", from, to);
    }

    /** Returns the same report, {@code ms} later. */
    public RateReport later(long ms) {
        return in(pool, from + ms, to + ms);
    }

    /** Returns the same report of another instance. */
    RateReport by(int other) {
        return new RateReport(pool, other, from, to, requests, errors, completed, concurrency, backlog, units, latency);
    }

    private RateReport in(String place, long begin, long end) {
        return new RateReport(
                place, reporter, begin, end, requests, errors, completed, concurrency, backlog, units, latency);
    }
}
