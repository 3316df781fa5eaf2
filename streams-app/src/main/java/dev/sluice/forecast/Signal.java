package dev.sluice.forecast;

/** What a service's demand is measured in. */
public enum Signal {
    /** Requests a second that arrive. */
    REQUESTS,
    /** Requests in flight. */
    CONCURRENCY,
    /** Weighted work a second that arrives, such as tokens. */
    UNITS,
    /** Requests or messages a second that arrive, with a backlog beside them that has to be drained. */
    BACKLOG,
    /** Cores in use. */
    CPU,
    /** GPUs in use. */
    GPU
}
