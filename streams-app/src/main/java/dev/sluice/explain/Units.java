package dev.sluice.explain;

import dev.sluice.demand.Signal;

/** What demand is counted in. */
public final class Units {
    private Units() {}

    /** The unit of a signal: {@code requests/s}, {@code cores}; of a backlog what arrives to it. */
    public static String of(Signal signal) {
        return switch (signal) {
            case REQUESTS -> "requests/s";
            case BACKLOG, LAG -> "messages/s";
            case UNITS -> "units/s";
            case TOKENS -> "tokens/s";
            case CONCURRENCY -> "in flight";
            case CPU -> "cores";
            case GPU -> "GPUs";
        };
    }
}
