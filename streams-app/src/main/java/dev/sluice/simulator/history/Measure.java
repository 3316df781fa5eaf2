package dev.sluice.simulator.history;

import java.util.Locale;
import java.util.Optional;

/** What a source may tell of a service in a step of its past, beside its demand. */
public enum Measure {
    /** Requests that arrived. */
    REQUESTS(Kind.COUNT),
    /** Requests of those that failed or were refused. */
    ERRORS(Kind.COUNT),
    /** Requests that finished; those that arrived where nobody says. */
    COMPLETED(Kind.COUNT),
    /** Weighted work that arrived. */
    UNITS(Kind.COUNT),
    /** Tokens of prompts. */
    PROMPT_TOKENS(Kind.COUNT),
    /** Tokens of prompts that a prefix cache served. */
    CACHED_PROMPT_TOKENS(Kind.COUNT),
    /** Tokens generated. */
    OUTPUT_TOKENS(Kind.COUNT),
    /** Ready replicas. */
    REPLICAS(Kind.LEVEL),
    /** Ready replicas that compute prompts, where others generate. */
    PREFILL_REPLICAS(Kind.LEVEL),
    /** Ready replicas that generate, where others compute prompts. */
    DECODE_REPLICAS(Kind.LEVEL),
    /** Requests in flight. */
    CONCURRENCY(Kind.LEVEL),
    /** Cores in use. */
    CPU(Kind.LEVEL),
    /** GPUs in use. */
    GPU(Kind.LEVEL),
    /** Requests in the engines' batches. */
    RUNNING(Kind.LEVEL),
    /** Requests that wait. */
    WAITING(Kind.LEVEL),
    /** Mean time of a request. */
    LATENCY_MEAN(Kind.TIME),
    /** Time that the share of the policy's latency objective does not exceed. */
    LATENCY_TAIL(Kind.TIME),
    /** Mean time to the first token. */
    FIRST_TOKEN_MEAN(Kind.TIME),
    /** Mean time between tokens. */
    INTER_TOKEN_MEAN(Kind.TIME);

    /** How the values of a measure are written. */
    public enum Kind {
        /** As many in the step, or per second. */
        COUNT,
        /** A mean of the step. */
        LEVEL,
        /** A length of time. */
        TIME
    }

    private final Kind kind;

    Measure(Kind kind) {
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** The name in headers of files and in options, without its unit. */
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The measure of a name. */
    public static Optional<Measure> of(String title) {
        for (Measure measure : values()) {
            if (measure.title().equals(title)) {
                return Optional.of(measure);
            }
        }
        return Optional.empty();
    }
}
