package dev.sluice.sizing.capacity;

import dev.sluice.demand.LatencyHistogram;

/**
 * The latencies of one window and the load at which they were observed.
 *
 * @param end end of the window, ms since the epoch
 * @param load demand per ready replica divided by what one replica serves: 1 is full
 * @param requests requests that arrived
 * @param completed requests that finished
 * @param latency latencies of the requests that finished
 */
public record LatencyWindow(long end, double load, double requests, double completed, LatencyHistogram latency) {
    private static final double FEW = .05;

    /** Finished requests divided by arrived requests. Above 1 while a backlog is worked off. */
    double finished() {
        return requests > 0 && completed > 0 ? completed / requests : 1;
    }

    /** How far that ratio may differ from 1 by chance: arrivals and completions are random. */
    private double chance() {
        return FEW + 2 / Math.sqrt(Math.max(1, requests));
    }

    /** True if work piled up. The latencies then show how long it has piled up, not what a load leads to. */
    boolean fallsBehind() {
        return finished() < 1 - chance();
    }

    /** True if a backlog was worked off. */
    boolean catchesUp() {
        return finished() > 1 + chance();
    }
}
