package dev.sluice.simulator.llm.engine;

/**
 * How an engine batches and how much may wait for it.
 *
 * @param chunkTokens tokens of one step, those that are generated first, the rest of prompts (chunked prefill)
 * @param maxSequences requests in the engine's batch
 * @param queueDepth requests that may wait at a replica; beyond that they wait at the gateway
 */
public record EngineSettings(int chunkTokens, int maxSequences, int queueDepth) {
    /** A chunk of 512 tokens, 256 sequences, and 5 that wait, as the Gateway API's inference extension has it. */
    public static final EngineSettings DEFAULT = new EngineSettings(512, 256, 5);

    public EngineSettings {
        if (chunkTokens < 1 || maxSequences < 1 || queueDepth < 1) {
            throw new IllegalArgumentException("chunk, sequences and queue depth must be at least 1, not " + chunkTokens
                    + ", " + maxSequences + " and " + queueDepth);
        }
        if (chunkTokens <= maxSequences) {
            throw new IllegalArgumentException("a chunk of " + chunkTokens
                    + " tokens leaves no room for prompts beside " + maxSequences + " sequences");
        }
    }
}
