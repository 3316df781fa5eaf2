package dev.sluice.schemas;

import java.util.concurrent.atomic.AtomicReference;

/** How many requests are in flight and their time-weighted mean, without locks. */
final class InFlight {
    private final AtomicReference<State> state;

    /**
     * @param requestNanos integral of the requests in flight over time, from since to at
     */
    private record State(long requests, double requestNanos, long sinceNanos, long atNanos) {
        State at(long nanos) {
            long passed = Math.max(0, nanos - atNanos);
            return new State(requests, requestNanos + (double) requests * passed, sinceNanos, atNanos + passed);
        }

        double mean() {
            return atNanos > sinceNanos ? requestNanos / (atNanos - sinceNanos) : requests;
        }
    }

    InFlight(long nowNanos) {
        state = new AtomicReference<>(new State(0, 0, nowNanos, nowNanos));
    }

    /** Requests came (positive) or went (negative). */
    void change(int by, long nowNanos) {
        state.updateAndGet(before -> {
            State now = before.at(nowNanos);
            return new State(now.requests() + by, now.requestNanos(), now.sinceNanos(), now.atNanos());
        });
    }

    /** Mean of the requests in flight since the last call. */
    double drainMean(long nowNanos) {
        State before = state.getAndUpdate(s -> {
            State now = s.at(nowNanos);
            return new State(now.requests(), 0, now.atNanos(), now.atNanos());
        });
        return before.at(nowNanos).mean();
    }
}
