package dev.sluice.cli.demo.service;

import dev.sluice.demand.LatencyHistogram;
import java.util.Locale;

/**
 * How soon answers of a language model came in some time.
 *
 * @param requests that arrived
 * @param tokens of their prompts that were computed, and of answers, per second
 * @param firstInTime share of first tokens within the limit, 0 to 1; NaN where there was none
 * @param restInTime share of answers whose tokens followed each other within the limit, 0 to 1; NaN where there was none
 * @param firstToken times to the first token, ms
 */
public record AnswerTimes(
        long requests, double tokens, double firstInTime, double restInTime, LatencyHistogram firstToken) {
    /** Seconds that this share of first tokens did not exceed; NaN where there was none. */
    public double seconds(double quantile) {
        return firstToken.quantile(quantile).orElse(Double.NaN) / 1000;
    }

    /** {@code first token 98.7 % in time}; empty where there was none. */
    @Override
    public String toString() {
        return Double.isNaN(firstInTime) ? "" : "first token " + percent(firstInTime) + " in time";
    }

    public static String percent(double share) {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
