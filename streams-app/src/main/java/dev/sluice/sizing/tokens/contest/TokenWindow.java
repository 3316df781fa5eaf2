package dev.sluice.sizing.tokens.contest;

import dev.sluice.sizing.contest.Outlook;
import dev.sluice.text.DurationText;
import java.util.OptionalDouble;

/**
 * One closed window of a service that serves a large model.
 *
 * @param seconds its length
 * @param requests requests that arrived (a count)
 * @param promptTokens tokens of their prompts that no prefix cache served (a count)
 * @param outputTokens tokens of answers that were generated (a count); 0 if nobody tells
 * @param waiting requests that wait for a replica to begin with them
 * @param kvCacheUsage share of the KV cache in use, mean of the replicas, 0 to 1; empty if not reported
 * @param replicas replicas that serve; where they differ in speed, as many of the reference as they are worth
 * @param firstToken times to the first token; where replicas differ in speed, in seconds of the reference
 * @param interToken times between tokens
 * @param leadSeconds from an order to a ready replica
 * @param outlook what the forecasts expect of the prompt tokens, in tokens per second
 * @param teaches false if replicas that drain reported too: nothing is learned of how fast a replica is
 */
public record TokenWindow(
        double seconds,
        double requests,
        double promptTokens,
        double outputTokens,
        double waiting,
        OptionalDouble kvCacheUsage,
        double replicas,
        Times firstToken,
        Times interToken,
        double leadSeconds,
        Outlook outlook,
        boolean teaches) {
    /** A window that teaches. */
    public TokenWindow(
            double seconds,
            double requests,
            double promptTokens,
            double outputTokens,
            double waiting,
            OptionalDouble kvCacheUsage,
            double replicas,
            Times firstToken,
            Times interToken,
            double leadSeconds,
            Outlook outlook) {
        this(
                seconds,
                requests,
                promptTokens,
                outputTokens,
                waiting,
                kvCacheUsage,
                replicas,
                firstToken,
                interToken,
                leadSeconds,
                outlook,
                true);
    }

    public TokenWindow {
        if (!(seconds > 0) || !(leadSeconds >= 0)) {
            throw new IllegalArgumentException("a window is longer than 0 s and a lead time at least 0 s, not "
                    + DurationText.ofSeconds(seconds) + " and " + DurationText.ofSeconds(leadSeconds));
        }
        if (!(requests >= 0) || !(promptTokens >= 0) || !(outputTokens >= 0) || !(waiting >= 0) || !(replicas >= 0)) {
            throw new IllegalArgumentException("counts are at least 0");
        }
    }

    /**
     * Times of several requests.
     *
     * @param count how many
     * @param sumSeconds their sum
     */
    public record Times(double count, double sumSeconds) {
        public static final Times NONE = new Times(0, 0);

        public double mean() {
            return sumSeconds / count;
        }
    }

    public double promptTokensPerSecond() {
        return promptTokens / seconds;
    }
}
