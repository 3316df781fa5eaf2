package dev.sluice.forecast;

/** What a service's demand is measured in. */
public enum Signal {
    /** Requests a second that arrive. */
    REQUESTS,
    /** Requests in flight. */
    CONCURRENCY,
    /** Weighted work per second that arrives, such as tokens. */
    UNITS,
    /** Requests or messages per second that arrive, with a backlog beside them that has to be drained. */
    BACKLOG,
    /** Cores in use. */
    CPU,
    /** GPUs in use. */
    GPU;

    /** True if demand is counted in requests, so that request reports show what one replica serves. */
    public boolean countsRequests() {
        return this == REQUESTS || this == BACKLOG;
    }

    /** True if demand is a rate, so that the sum of a window that is still open can already exceed the capacity. */
    public boolean isRate() {
        return countsRequests() || this == UNITS;
    }
}
