package dev.sluice.simulator.llm.engine;

import dev.sluice.demand.LatencyHistogram;

/**
 * What happened between two looks at a fleet. All are counts.
 *
 * @param arrived requests
 * @param arrivedPromptTokens tokens of their prompts
 * @param arrivedCachedTokens those of them that the prefix cache has
 * @param finished requests
 * @param finishedPromptTokens tokens of their prompts
 * @param finishedOutputTokens tokens of their answers
 * @param promptTokens tokens of prompts that were computed, by steps that ended
 * @param outputTokens tokens that were generated, by steps that ended
 * @param firstToken from arrival to the first token, of requests that got theirs
 * @param interToken mean time between tokens, of finished requests with two or more
 */
public record Interval(
        long arrived,
        long arrivedPromptTokens,
        long arrivedCachedTokens,
        long finished,
        long finishedPromptTokens,
        long finishedOutputTokens,
        long promptTokens,
        long outputTokens,
        Times firstToken,
        Times interToken) {
    /** Tokens of arrived prompts that have to be computed. */
    public long arrivedWork() {
        return arrivedPromptTokens - arrivedCachedTokens;
    }

    /**
     * Times of several requests.
     *
     * @param sum seconds
     * @param histogram in milliseconds
     */
    public record Times(long count, double sum, LatencyHistogram histogram) {}
}
