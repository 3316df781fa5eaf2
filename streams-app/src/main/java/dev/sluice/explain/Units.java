package dev.sluice.explain;

import dev.sluice.events.Signal;

/** What demand is counted in. */
public final class Units {
    private Units() {}

    /** The unit of a signal: {@code requests/s}, {@code cores}. */
    public static String of(Signal signal) {
        return switch (signal) {
            case REQUESTS, BACKLOG -> "requests/s";
            case UNITS -> "units/s";
            case CONCURRENCY -> "in flight";
            case CPU -> "cores";
            case GPU -> "GPUs";
        };
    }
}
