package dev.sluice.control.message.report;

import dev.sluice.demand.LatencyHistogram;

/**
 * What one instance of a large model read and wrote in an interval. Amounts that it did not report are NaN.
 *
 * @param prompt tokens of the prompts that arrived (a count)
 * @param cached those of them that a prefix cache served (a count)
 * @param output tokens generated (a count)
 * @param running requests in the batch at the end
 * @param kvCacheUsage share of the KV cache in use at the end, 0 to 1
 * @param firstToken times to the first token, ms
 * @param interToken times between tokens, ms
 */
public record TokenReport(
        double prompt,
        double cached,
        double output,
        double running,
        double kvCacheUsage,
        LatencyHistogram firstToken,
        LatencyHistogram interToken) {
    /** Returns the bytes that its histograms take in memory. */
    int histogramBytes() {
        return firstToken.bytes() + interToken.bytes();
    }

    /** True if it tells how many tokens there were; levels and times alone do not. */
    public boolean countsTokens() {
        return !Double.isNaN(prompt) || !Double.isNaN(output);
    }
}
