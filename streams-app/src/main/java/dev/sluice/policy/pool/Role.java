package dev.sluice.policy.pool;

/** What a replica of a large model does, where prompts and answers are computed by different ones. */
public enum Role {
    /** Computes prompts up to the first token. */
    PREFILL,
    /** Generates the tokens of answers. */
    DECODE;

    /** The key of the role in files. */
    public String key() {
        return this == PREFILL ? "prefill" : "decode";
    }
}
