package dev.sluice.sizing;

import dev.sluice.forecast.LatencyHistogram;

/**
 * The latencies of one window and the load that they were seen at.
 *
 * @param end its end, ms since the epoch
 * @param load demand that each ready replica got, over what one serves: 1 is full
 * @param requests requests that arrived
 * @param completed requests that finished
 * @param latency latencies of those that finished
 */
public record LatencyWindow(long end, double load, double requests, double completed, LatencyHistogram latency) {
    private static final double FEW = .05;

    /** The share of what arrived that was finished; above 1 while what had waited is worked off. */
    double finished() {
        return requests > 0 && completed > 0 ? completed / requests : 1;
    }

    /** How far that share may be from 1 by chance: arrivals and ends are random. */
    private double chance() {
        return FEW + 2 / Math.sqrt(Math.max(1, requests));
    }

    /** Whether work piled up: its latencies say how long that has been going on, not what a load leads to. */
    boolean fallsBehind() {
        return finished() < 1 - chance();
    }

    /** Whether what had piled up was worked off. */
    boolean catchesUp() {
        return finished() > 1 + chance();
    }
}
