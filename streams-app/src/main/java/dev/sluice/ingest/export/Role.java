package dev.sluice.ingest.export;

import java.io.IOException;

/** What a metric tells of an instance. */
public enum Role {
    /** Requests; of a histogram the count, and the buckets as latencies. */
    REQUESTS("requests", 0, Kind.DEMAND, false),
    /** Failed requests that another metric counts as requests already. */
    ERRORS("errors", 1, Kind.DEMAND, false),
    /** Latencies alone. */
    LATENCY("latency", 2, Kind.DEMAND, false),
    /** Weighted work; of a histogram the sum. */
    UNITS("units", 3, Kind.DEMAND, false),
    /** Requests in flight. */
    CONCURRENCY("concurrency", 4, Kind.DEMAND, true),
    /** Requests or messages that wait. */
    BACKLOG("backlog", 5, Kind.DEMAND, true),
    /** Cores in use; of a counter its growth, in seconds of CPU. */
    CPU("cpu", 6, Kind.USAGE, true),
    CPU_LIMIT("cpu-limit", 7, Kind.USAGE, true),
    /** Bytes. */
    MEMORY("memory", 8, Kind.USAGE, true),
    MEMORY_LIMIT("memory-limit", 9, Kind.USAGE, true),
    /** GPUs in use. */
    GPU("gpu", 10, Kind.USAGE, true),
    GPU_LIMIT("gpu-limit", 11, Kind.USAGE, true),
    GPU_MEMORY("gpu-memory", 12, Kind.USAGE, true),
    GPU_MEMORY_LIMIT("gpu-memory-limit", 13, Kind.USAGE, true),
    STORAGE("storage", 14, Kind.USAGE, true),
    STORAGE_LIMIT("storage-limit", 15, Kind.USAGE, true),
    /** Tokens of prompts; of a histogram the sum. */
    PROMPT_TOKENS("prompt-tokens", 16, Kind.DEMAND, false),
    /** Those of them that a prefix cache served; of a histogram the sum. */
    CACHED_PROMPT_TOKENS("cached-prompt-tokens", 17, Kind.DEMAND, false),
    /** Tokens generated; of a histogram the sum. */
    OUTPUT_TOKENS("output-tokens", 18, Kind.DEMAND, false),
    /** Times to the first token: the buckets of a histogram. */
    FIRST_TOKEN("first-token", 19, Kind.DEMAND, false),
    /** Times between tokens: the buckets of a histogram. */
    INTER_TOKEN("inter-token", 20, Kind.DEMAND, false),
    /** Requests in the batch of a model server. */
    RUNNING("running", 21, Kind.DEMAND, true),
    /** Share of the KV cache in use; of several the mean. */
    KV_CACHE("kv-cache", 22, Kind.DEMAND, true);

    /** The last code that version 1 of the stored forms knows. */
    private static final int LAST_OF_FIRST = 15;

    /** The event that a role belongs to. */
    public enum Kind {
        DEMAND(0),
        USAGE(1);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }

        public static Kind ofCode(int code) throws IOException {
            return Codes.find(values(), Kind::code, code);
        }
    }

    private final String word;
    private final int code;
    private final Kind kind;
    private final boolean level;

    Role(String word, int code, Kind kind, boolean level) {
        this.word = word;
        this.code = code;
        this.kind = kind;
        this.level = level;
    }

    /** The word for it in a mapping file. */
    public String word() {
        return word;
    }

    /** The number of this role in stored state. A number is never reused for another role. */
    public int code() {
        return code;
    }

    public static Role ofCode(int code) throws IOException {
        return Codes.find(values(), Role::code, code);
    }

    /** The version of the stored forms that is the first to know it. */
    int since() {
        return code > LAST_OF_FIRST ? 2 : 1;
    }

    public Kind kind() {
        return kind;
    }

    /** True if the sum of a histogram tells it. */
    public boolean isAmount() {
        return this == UNITS || this == PROMPT_TOKENS || this == CACHED_PROMPT_TOKENS || this == OUTPUT_TOKENS;
    }

    /** True if the buckets of a histogram tell it. */
    public boolean isTime() {
        return this == LATENCY || this == FIRST_TOKEN || this == INTER_TOKEN;
    }

    /** True if it is a level, of which the newest counts, and not an amount that adds up. */
    public boolean isLevel() {
        return level;
    }
}
