package dev.sluice.simulator.llm.replica;

import dev.sluice.simulator.llm.request.RequestTrace;
import java.util.Locale;

/** What an engine does of a request. */
public enum EngineRole {
    /** Computes the prompt and generates the answer. */
    WHOLE,

    /** Computes the prompt, yields the first token, and hands the request on. */
    PREFILL,

    /** Generates the answer after the first token. The KV cache of the prompt comes with the request, in no time. */
    DECODE;

    /** The word for it in tables. */
    public String word() {
        return this == WHOLE ? "both" : name().toLowerCase(Locale.ROOT);
    }

    /** Tokens of the prompt of request {@code i} that are computed here. */
    public int computed(RequestTrace requests, int i) {
        return this == DECODE ? 0 : requests.computed(i);
    }

    /** Tokens of the answer of request {@code i} that are generated here. */
    public int generated(RequestTrace requests, int i) {
        return switch (this) {
            case WHOLE -> requests.output(i);
            case PREFILL -> 1;
            case DECODE -> requests.output(i) - 1;
        };
    }

    /** Tokens of request {@code i} that the KV cache holds at most. */
    public long kvTokens(RequestTrace requests, int i) {
        return this == PREFILL ? requests.prompt(i) : requests.kvTokens(i);
    }
}
