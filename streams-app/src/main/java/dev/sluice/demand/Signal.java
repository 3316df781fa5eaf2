package dev.sluice.demand;

import java.io.IOException;

/** The unit in which a service's demand is measured. */
public enum Signal {
    /** Requests per second that arrive. */
    REQUESTS(0),
    /** Requests in flight. */
    CONCURRENCY(1),
    /** Weighted work per second that arrives, in the service's own unit. */
    UNITS(2),
    /** Requests or messages per second that arrive, with a backlog that must be drained. */
    BACKLOG(3),
    /** Cores in use. */
    CPU(4),
    /** GPUs in use. */
    GPU(5),
    /** Tokens per second that a large model reads (without those that a prefix cache serves) and writes. */
    TOKENS(6),
    /** Messages per second that arrive for a consumer group, whose lag is the backlog; measured at the brokers. */
    LAG(7);

    private final int code;

    Signal(int code) {
        this.code = code;
    }

    /** The number of this signal in stored state. A number is never reused for another signal. */
    public int code() {
        return code;
    }

    /** The signal of a number in stored state; throws {@code IOException} if there is none. */
    public static Signal ofCode(int code) throws IOException {
        for (Signal signal : values()) {
            if (signal.code == code) {
                return signal;
            }
        }
        throw new IOException("there is no signal " + code);
    }

    /** True if demand is counted in requests, so that request reports show what one replica serves. */
    public boolean countsRequests() {
        return this == REQUESTS || this == BACKLOG || this == LAG;
    }

    /** True if both are counted the same way, so that what was learned of one holds for the other. */
    public boolean isCountedAs(Signal other) {
        return this == other || (isQueue() && other.isQueue());
    }

    private boolean isQueue() {
        return this == BACKLOG || this == LAG;
    }

    /** True if demand is a level that is measured in the replicas: what they are busy with, and not what arrives. */
    public boolean isLevel() {
        return this == CONCURRENCY || this == CPU || this == GPU;
    }

    /** True if demand is a rate, so that the sum of a window that is still open can already exceed the capacity. */
    public boolean isRate() {
        return countsRequests() || this == UNITS || this == TOKENS;
    }
}
