package dev.sluice.demand;

import dev.sluice.text.NumberText;
import java.util.OptionalDouble;

/**
 * What the instances of a service that serves a large model read and wrote in one window. Only instances that report
 * tokens count: one that reports none adds nothing.
 *
 * @param promptTokens tokens of the prompts that arrived (a count)
 * @param cachedPromptTokens those of them that a prefix cache served (a count)
 * @param outputTokens tokens generated (a count)
 * @param waiting mean requests that wait for their first token, summed over instances, if reported
 * @param running mean requests in the engines' batches, summed over instances, if reported
 * @param kvCacheUsage share of the KV cache in use, 0 to 1, mean over the instances that reported it
 * @param firstToken times to the first token, ms
 * @param interToken times between tokens, ms
 * @param replicas number of instances that reported tokens
 */
public record TokenLoad(
        double promptTokens,
        double cachedPromptTokens,
        double outputTokens,
        OptionalDouble waiting,
        OptionalDouble running,
        OptionalDouble kvCacheUsage,
        LatencyHistogram firstToken,
        LatencyHistogram interToken,
        int replicas) {
    public TokenLoad {
        if (!(promptTokens >= 0) || !(cachedPromptTokens >= 0) || !(outputTokens >= 0)) {
            throw new IllegalArgumentException("tokens are at least zero, not " + NumberText.exactly(promptTokens)
                    + ", " + NumberText.exactly(cachedPromptTokens) + ", " + NumberText.exactly(outputTokens));
        }
    }

    /** Tokens that had to be worked on: prompts without what the prefix cache served, and output. */
    public double worked() {
        return Math.max(0, promptTokens - cachedPromptTokens) + outputTokens;
    }
}
