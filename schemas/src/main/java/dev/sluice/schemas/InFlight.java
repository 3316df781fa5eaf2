package dev.sluice.schemas;

import java.util.concurrent.atomic.LongAdder;

/**
 * The time-weighted mean of the requests in flight, without locks.
 *
 * <p>With times counted from the last report, n requests in flight now, and T the time since then, all requests together
 * were in flight for n·T − Σ begin + Σ end: who has begun was not there before, who has ended is not there any more. Two
 * additions count a request. A request that begins or ends while a report is made may count as one more or less for the
 * whole interval.
 */
final class InFlight {
    /** Σ begin − Σ end. */
    private final LongAdder beganNanos = new LongAdder();

    private final LongAdder endedNanos = new LongAdder();
    private volatile long sinceNanos;
    private long present;

    InFlight(long nowNanos) {
        sinceNanos = nowNanos;
    }

    /** A request has begun. */
    void began(long nowNanos) {
        beganNanos.add(nowNanos - sinceNanos);
    }

    /** A request that began before has ended. */
    void ended(long nowNanos) {
        beganNanos.add(sinceNanos - nowNanos);
    }

    /** A request has ended that was in flight for so long and is told of only now. */
    void was(long nanos) {
        endedNanos.add(Math.max(0, nanos));
    }

    /**
     * Mean of the requests in flight since the last call.
     *
     * @param began requests that have begun since then
     * @param ended requests that have ended since then
     */
    double drainMean(long nowNanos, long began, long ended) {
        long passed = nowNanos - sinceNanos;
        present = Math.max(0, present + began - ended);
        double inFlightNanos = (double) present * passed - beganNanos.sumThenReset() + endedNanos.sumThenReset();
        sinceNanos = nowNanos;
        return passed > 0 ? Math.max(0, inFlightNanos / passed) : present;
    }
}
